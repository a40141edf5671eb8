/// The orders of a list of observed states.
public enum ObservedStateSort: String, Sendable, CaseIterable {
  /// By type, then by name.
  case nameAscending = "NAME_ASC"
  /// The latest first; those of one moment by type and name.
  case lastSeenDescending = "LAST_SEEN_DESC"
}
