import Configuration
import BlockVaultService
import Lifecycle

Program.main(.blockVault) { context in try BlockVaultService.services(context) }
