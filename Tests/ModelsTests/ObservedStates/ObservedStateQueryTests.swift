import Models
import Testing
import Values

@Suite struct ObservedStateQueryTests {
  /// By type and name, as the database gives them.
  private static let states = [
    state(.completed, "Completed", seen: 3), state(.completed, "Übrig", seen: 9),
    state(.running, "Retrying", seen: 3), state(.running, "Running", seen: 7), state(.scheduled, "Late", seen: 5),
  ]

  private static func state(_ type: StateType, _ name: String, seen: Int64) -> ObservedState {
    ObservedState(
      type: type, name: name, firstSeen: Timestamp(microseconds: 1), lastSeen: Timestamp(microseconds: seen))
  }

  private func names(_ prefix: String = "", _ sort: ObservedStateSort = .nameAscending, limit: Int = 200) -> [String] {
    ObservedStateQuery(prefix: prefix, sort: sort, limit: limit).selection(of: Self.states).map(\.name)
  }

  @Test("The latest come first, those of one moment by type and name")
  func sorts() {
    #expect(names("", .lastSeenDescending) == ["Übrig", "Running", "Late", "Completed", "Retrying"])
    #expect(names("", .lastSeenDescending, limit: 2) == ["Übrig", "Running"])
    #expect(names() == Self.states.map(\.name))
  }

  @Test("A prefix is of the type or of the name, in any case, without the blanks around it")
  func searches() {
    #expect(names("r") == ["Retrying", "Running"])
    #expect(names(" RETRY\t") == ["Retrying"])
    #expect(names("comp") == ["Completed", "Übrig"])
    #expect(names("üB") == ["Übrig"])
    #expect(names("ate").isEmpty)
    #expect(names("  ").count == 5)
  }
}
