/// The orders of a list of logs.
public enum LogSort: String, Sendable, CaseIterable {
  case timestampAscending = "TIMESTAMP_ASC"
  case timestampDescending = "TIMESTAMP_DESC"
}
