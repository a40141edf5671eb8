import GatewayService
import Lifecycle

Program.main(.gateway, services: GatewayService.services)
