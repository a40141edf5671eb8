internal import Models
internal import Observability
internal import Synchronization
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite("Reading an event of the socket")
struct EventReadingTests {
  private let metrics = Metrics()
  private let reading: EventReading

  init() {
    var limits = BodyLimits.default
    limits.models.events.bytes = 20_000
    reading = EventReading(limits: limits, dropped: DroppedEvents(metrics, logger: .silent))
  }

  private static func event(_ members: String = "") -> String {
    #"{"id":"\#(UUID.random())","occurred":"2026-01-01T00:00:00Z","event":"e","resource":{"prefect.resource.id":"r"}"#
      + members + "}"
  }

  private func dropped(_ reason: String) -> Bool {
    String(decoding: metrics.render(), as: UTF8.self).contains(#"apus_events_dropped_total{reason="\#(reason)"} 1"#)
  }

  @Test("a good event is read and nothing is counted as dropped")
  func reads() {
    #expect(reading.event(Array(Self.event().utf8)) != nil)
    for reason in DroppedEvents.Reason.allCases { #expect(!dropped(reason.rawValue)) }
  }

  private static var manyRelated: String {
    let related = #"{"prefect.resource.id":"a","prefect.resource.role":"b"}"#
    return event(#","related":[\#(Array(repeating: related, count: 500).joined(separator: ","))]"#)
  }

  @Test(
    "bad JSON, no event and too many related resources are dropped as malformed and counted",
    arguments: ["", "not json", "{}", "[]", String(repeating: "[", count: 100_000), manyRelated])
  func dropsMalformed(text: String) {
    #expect(reading.event(Array(text.utf8)) == nil)
    #expect(dropped("malformed"))
  }

  @Test("an event with U+0000 and one that is too large are counted with their own reasons")
  func dropsWhatCannotBeStored() {
    #expect(reading.event(Array(Self.event(#","payload":{"a":"\u0000"}"#).utf8)) == nil)
    #expect(dropped("nul"))
    let long = String(repeating: "x", count: 30_000)
    #expect(reading.event(Array(Self.event(#","payload":{"a":"\#(long)"}"#).utf8)) == nil)
    #expect(dropped("size"))
  }

  @Test("a flood of bad events is one line in the log at once and one a second, each with its number; all are counted")
  func boundsLog() {
    let lines = Mutex<[String]>([])
    let logger = Logger(service: "test") { line in lines.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    let events = DroppedEvents(metrics, logger: logger)
    let reading = EventReading(limits: .default, dropped: events)
    for _ in 0..<5000 { #expect(reading.event(Array("not json".utf8)) == nil) }
    #expect(lines.withLock { $0.count } == 1)
    events.report()
    events.report()
    let logged = lines.withLock { $0 }
    #expect(logged.count == 2)
    #expect(logged.last?.contains(#""count":4999"#) == true)
    #expect(String(decoding: metrics.render(), as: UTF8.self).contains(#"{reason="malformed"} 5000"#))
  }
}
