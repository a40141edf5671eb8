import Synchronization
import Testing

@testable import Observability

/// Keeps what a logger writes.
private final class Lines: Sendable {
  private let kept = Mutex<[String]>([])
  var all: [String] { kept.withLock { $0 } }

  func logger(_ level: LogLevel) -> Logger {
    Logger(service: "test", level: level) { [self] bytes in
      kept.withLock { $0.append(String(decoding: bytes, as: UTF8.self)) }
    }
  }
}

@Suite struct LoggerTests {
  @Test("A record is one line of JSON with its fields")
  func record() throws {
    let lines = Lines()
    lines.logger(.info).info("hello \"you\"\n", ["count": 3, "done": true, "share": .decimal(0.5), "who": "a\\b"])
    let line = try #require(lines.all.first)
    #expect(line.hasPrefix("{\"time\":\"") && line.hasSuffix("}\n"))
    #expect(
      line.contains(
        "\"level\":\"INFO\",\"service\":\"test\",\"message\":\"hello \\\"you\\\"\\u000a\",\"count\":3,\"done\":true,\"share\":0.5,\"who\":\"a\\\\b\""
      ))
  }

  @Test("Records under the level are not made")
  func levels() {
    let lines = Lines()
    let logger = lines.logger(.warning)
    logger.debug("no")
    logger.info("no")
    logger.warning("yes")
    logger.error("yes")
    #expect(lines.all.count == 2)
  }

  @Test("A number that JSON has no word for becomes null")
  func nonFinite() {
    let lines = Lines()
    lines.logger(.info).info("x", ["a": .decimal(.nan), "b": .decimal(.infinity)])
    #expect(lines.all.first?.contains("\"a\":null,\"b\":null") == true)
  }

  @Test("Level names are read in any case")
  func names() {
    #expect(LogLevel(name: "warning") == .warning)
    #expect(LogLevel(name: "CRITICAL") == .error)
    #expect(LogLevel(name: "loud") == nil)
  }
}
