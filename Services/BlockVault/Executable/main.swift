import BlockVaultService
import Lifecycle

Program.main(.blockVault, services: BlockVaultService.services)
