/// The orders of a list of task runs.
public enum TaskRunSort: String, Sendable, CaseIterable {
  case idDescending = "ID_DESC"
  case expectedStartTimeAscending = "EXPECTED_START_TIME_ASC"
  case expectedStartTimeDescending = "EXPECTED_START_TIME_DESC"
  case nameAscending = "NAME_ASC"
  case nameDescending = "NAME_DESC"
  case nextScheduledStartTimeAscending = "NEXT_SCHEDULED_START_TIME_ASC"
  case endTimeDescending = "END_TIME_DESC"
  case durationDescending = "DURATION_DESC"
  case durationAscending = "DURATION_ASC"
}
