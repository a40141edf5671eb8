import Observability
import Synchronization
import Testing

@testable import SchedulerService

/// Answers with one number after another, and keeps what is logged meanwhile.
private final class Journal: Sendable {
  private let counts: Mutex<[Int]>
  private let lines = Mutex<[String]>([])

  init(counts: [Int]) { self.counts = Mutex(counts) }

  var logger: Logger {
    Logger(service: "scheduler") { [self] line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
  }

  func next() -> Int { counts.withLock { $0.removeFirst() } }

  /// The lines since the last call.
  func take() -> [String] {
    lines.withLock { lines in
      defer { lines = [] }
      return lines
    }
  }
}

@Suite struct AutomationWarningTests {
  @Test("The number of enabled automations is logged at the start, and again only when there are more")
  func warns() async throws {
    let journal = Journal(counts: [0, 3, 3, 2, 4])
    let warning = AutomationWarning(logger: journal.logger) { journal.next() }
    try await warning.pass()
    #expect(journal.take().isEmpty)
    try await warning.pass()
    let lines = journal.take()
    #expect(lines.count == 1)
    #expect(lines.first?.contains("\"level\":\"WARNING\"") == true)
    #expect(lines.first?.contains("not evaluated yet") == true)
    #expect(lines.first?.contains("\"automations\":3") == true)
    try await warning.pass()
    try await warning.pass()
    #expect(journal.take().isEmpty)
    try await warning.pass()
    #expect(journal.take().first?.contains("\"automations\":4") == true)
  }
}
