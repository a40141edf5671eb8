internal import Synchronization

/// Bounds what clients can write into the log: of each kind of warning one line a second, with the number of times.
///
/// The first of a kind is logged at once. Those that follow are counted, and the next `report` logs the last of them with their
/// number. Somebody has to call `report` every second.
public final class RecurringWarnings: Sendable {
  /// Logs one warning, given how many times it stands for.
  public typealias Line = @Sendable (Int64) -> Void

  private struct Counted {
    var count: Int64 = 0
    var line: Line?
  }

  /// The kinds of which a line was logged since the report before the last.
  private let kinds = Mutex<[String: Counted]>([:])

  public init() {}

  /// - Parameter kind: One of few.
  public func note(_ kind: String, _ line: @escaping Line) {
    let isFirst = kinds.withLock { kinds in
      guard let known = kinds[kind] else {
        kinds[kind] = Counted()
        return true
      }
      kinds[kind] = Counted(count: known.count + 1, line: line)
      return false
    }
    if isFirst { line(1) }
  }

  /// Logs what was counted since the last report.
  public func report() {
    let counted = kinds.withLock { kinds in
      let counted = kinds.filter { $0.value.count > 0 }
      kinds = counted.mapValues { _ in Counted() }
      return counted
    }
    for (_, kind) in counted.sorted(by: { $0.key < $1.key }) { kind.line?(kind.count) }
  }
}
