import JSON
import Models
import Testing

@Suite struct StoredModelTests {
  private func policy(_ text: String) -> FlowRunPolicy {
    FlowRunPolicy(repairing: RawJSON(validated: Array(text.utf8)))
  }

  @Test("A stored member that does not fit reads as if it were absent, and the others as they are")
  func repairs() {
    let read = policy(
      #"{"retries": "many", "retry_delay": 5, "pause_keys": [1], "resuming": true, "retry_type": "never"}"#)
    #expect(read == FlowRunPolicy(retryDelay: 5, resuming: true))
    #expect(policy(#"{"retries": 99999999999999999999, "retry_delay": 5}"#) == FlowRunPolicy(retryDelay: 5))
  }

  @Test("Stored JSON that is no object reads as an empty one", arguments: ["null", "1", "[]", #""x""#])
  func noObject(_ text: String) {
    #expect(policy(text) == FlowRunPolicy())
  }
}
