import Configuration
import HeartbeatMonitorService
import Lifecycle

Program.main(.heartbeatMonitor) { context in try HeartbeatMonitorService.services(context) }
