import SchedulerService
import Lifecycle

Program.main(.scheduler, services: SchedulerService.services)
