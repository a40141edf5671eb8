import HeartbeatMonitorService
import Lifecycle

Program.main(.heartbeatMonitor, services: HeartbeatMonitorService.services)
