internal import Models
internal import Testing

@testable internal import GatewayService

@Suite("The opening of a stream")
struct StreamOpeningTests {
  private func read(_ text: String) throws(StreamOpening<EventFilter>.Refusal) -> StreamOpening<EventFilter> {
    try StreamOpening(Array(text.utf8), limits: .default)
  }

  @Test("What is wrong with an opening is told")
  func tells() {
    for (text, reason) in [
      ("", "Expected 'filter' message: Expecting value"), ("[]", "Expected 'filter' message"),
      ("1", "Expected 'filter' message"), ("null", "Expected 'filter' message"), ("{}", "Expected 'filter' message"),
      (#"{"filter":{}}"#, "Expected 'filter' message"),
      (#"{"type":"x","filter":{}}"#, "Expected 'filter' message"), (#"{"type":"filter"}"#, "Invalid filter: 'filter'"),
      (#"{"type":"filter","filter":{"zip":1}}"#, "Invalid filter: filter.zip: Extra inputs are not permitted"),
    ] {
      #expect(throws: StreamOpening<EventFilter>.Refusal(reason: reason)) { () throws in _ = try read(text) }
    }
  }

  @Test(
    "Past events are wanted unless it is said otherwise",
    arguments: [
      ("", true), (#","backfill":true"#, true), (#","backfill":"x""#, true), (#","backfill":[0]"#, true),
      (#","backfill":false"#, false), (#","backfill":null"#, false), (#","backfill":0"#, false),
      (#","backfill":"""#, false), (#","backfill":{}"#, false),
    ])
  func readsBackfill(members: String, isWanted: Bool) throws {
    #expect(try read(#"{"type":"filter","filter":{}\#(members)}"#).wantsBackfill == isWanted)
  }
}
