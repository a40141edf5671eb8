import Configuration
import GatewayService
import Lifecycle

Program.main(.gateway) { context in try GatewayService.services(context) }
