import Observability
import Synchronization
import Testing

@Suite struct RecurringWarningsTests {
  private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])
    func add(_ line: String) { kept.withLock { $0.append(line) } }
    func take() -> [String] {
      kept.withLock { kept in
        defer { kept = [] }
        return kept
      }
    }
  }

  @Test("The first warning of a kind is logged at once, the others as one line with their number at the next report")
  func counts() {
    let (warnings, lines) = (RecurringWarnings(), Lines())
    for number in 1...1000 {
      warnings.note("a") { lines.add("a \(number), \($0) times") }
      if number % 2 == 0 { warnings.note("b") { lines.add("b \(number), \($0) times") } }
    }
    #expect(lines.take() == ["a 1, 1 times", "b 2, 1 times"])
    warnings.report()
    #expect(lines.take() == ["a 1000, 999 times", "b 1000, 499 times"])
  }

  @Test("A kind that recurs in the second after a report is counted; after a quiet one it is logged at once")
  func opensAgain() {
    let (warnings, lines) = (RecurringWarnings(), Lines())
    let note = { warnings.note("a") { lines.add("\($0)") } }
    for _ in 0..<3 { note() }
    warnings.report()
    #expect(lines.take() == ["1", "2"])
    note()
    #expect(lines.take() == [])
    warnings.report()
    #expect(lines.take() == ["1"])
    warnings.report()
    note()
    #expect(lines.take() == ["1"])
  }
}
