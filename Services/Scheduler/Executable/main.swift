import Configuration
import SchedulerService
import Lifecycle

Program.main(.scheduler) { context in try SchedulerService.services(context) }
