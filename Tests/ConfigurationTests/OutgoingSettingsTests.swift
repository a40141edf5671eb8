import Testing

@testable import Configuration

@Suite("Settings of webhooks and notifications")
struct OutgoingSettingsTests {
  @Test("The limits have defaults and take other values")
  func values() throws {
    let defaults = try settings().outgoing
    #expect(defaults.connectTimeout == .seconds(5) && defaults.timeout == .seconds(30))
    #expect(defaults.maximumBodyBytes == 1 << 20 && defaults.maximumHeaderBytes == 1 << 16)
    #expect(defaults.concurrency == 32 && defaults.authorities == nil)
    let environment = [
      "APUS_OUTGOING_CONNECT_TIMEOUT": "0.5", "APUS_OUTGOING_TIMEOUT": "PT1M", "APUS_OUTGOING_MAX_BODY_BYTES": "2048",
      "APUS_OUTGOING_MAX_HEADER_BYTES": "4096", "APUS_OUTGOING_CONCURRENCY": "2",
      "APUS_OUTGOING_CA_FILE": "/etc/ca.pem",
    ]
    let given = try settings(environment).outgoing
    #expect(given.connectTimeout == .milliseconds(500) && given.timeout == .seconds(60))
    #expect(given.maximumBodyBytes == 2048 && given.maximumHeaderBytes == 4096)
    #expect(given.concurrency == 2 && given.authorities == "/etc/ca.pem")
  }

  @Test("A limit that makes no sense stops the start")
  func refused() {
    for name in ["CONNECT_TIMEOUT", "TIMEOUT", "MAX_BODY_BYTES", "MAX_HEADER_BYTES", "CONCURRENCY"] {
      let found = problems(["APUS_OUTGOING_\(name)": "0"])
      #expect(found.contains { $0.contains("APUS_OUTGOING_\(name)") }, "\(name)")
    }
  }
}
