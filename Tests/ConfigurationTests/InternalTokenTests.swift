import Glibc
import Testing

@testable import Configuration

@Suite struct InternalTokenTests {
  private static let token = ["APUS_INTERNAL_TOKEN": "0123456789abcdef"]
  private static let inner: [ServiceName] = [.scheduler, .heartbeatMonitor, .blockVault]

  private func problems(_ service: ServiceName, _ environment: [String: String]) -> [String] {
    do {
      _ = try Settings(environment: database.merging(environment) { $1 }, service: service)
      return []
    } catch {
      return error.problems
    }
  }

  @Test("An inner service that other machines can reach needs a token", arguments: inner)
  func exposedService(service: ServiceName) {
    for host in ["0.0.0.0", "::", "10.0.0.5", "block-vault", "127.0.0.1.example.org", "127.0.0"] {
      let exposed = [service.hostVariable: host]
      let found = problems(service, exposed)
      #expect(
        found.count == 1
          && found.allSatisfy { $0.contains(service.hostVariable) && $0.contains("APUS_INTERNAL_TOKEN_FILE") })
      #expect(problems(service, exposed.merging(Self.token) { $1 }).isEmpty)
      #expect(problems(.gateway, exposed).isEmpty)
    }
    for host in ["127.0.0.1", "127.8.0.1", "::1", "[::1]", "localhost"] {
      #expect(problems(service, [service.hostVariable: host]).isEmpty)
    }
  }

  @Test("A gateway needs a token for a service on another machine, and a scheduler for the block vault")
  func distantService() {
    for name in ["APUS_SCHEDULER_URL", "APUS_HEARTBEAT_MONITOR_URL", "APUS_BLOCK_VAULT_URL"] {
      #expect(problems(.gateway, [name: "http://elsewhere:4203"]).count == 1)
      #expect(problems(.gateway, [name: "http://elsewhere:4203"].merging(Self.token) { $1 }).isEmpty)
      let isCalledByScheduler = name == "APUS_BLOCK_VAULT_URL"
      #expect(problems(.scheduler, [name: "http://elsewhere:4203"]).count == (isCalledByScheduler ? 1 : 0))
      #expect(problems(.heartbeatMonitor, [name: "http://elsewhere:4203"]).isEmpty)
      for url in ["http://localhost:4203", "http://[::1]:4203", "http://127.0.0.1"] {
        #expect(problems(.gateway, [name: url]).isEmpty)
      }
    }
  }

  @Test("No service runs without a token when the API has a password", arguments: ServiceName.allCases)
  func password(service: ServiceName) {
    let environment = ["PREFECT_SERVER_API_AUTH_STRING": "admin:hunter2"]
    let found = problems(service, environment)
    #expect(found.count == 1 && found.allSatisfy { $0.contains("APUS_INTERNAL_TOKEN") && !$0.contains("hunter2") })
    #expect(problems(service, environment.merging(Self.token) { $1 }).isEmpty)
  }

  @Test("A token that can't be used is not reported as missing, too")
  func unusable() {
    #expect(problems(.blockVault, ["APUS_BLOCK_VAULT_HOST": "0.0.0.0", "APUS_INTERNAL_TOKEN": "short"]).count == 1)
    #expect(
      problems(.blockVault, ["APUS_BLOCK_VAULT_HOST": "0.0.0.0", "APUS_INTERNAL_TOKEN_FILE": "/none"]).count == 1)
  }

  @Test("A secret is read from a file, without the white space around it")
  func file() throws {
    let found = try withFile(" 0123456789abcdef\n") { path in try settings(["APUS_INTERNAL_TOKEN_FILE": path]) }
    #expect(found.cluster.internalToken?.reveal() == "0123456789abcdef")
    #expect(HelpText.effective(found, for: .blockVault).contains("* APUS_INTERNAL_TOKEN=**********\n"))
    let auth = try withFile("admin:pw") { path in try settings(["PREFECT_SERVER_API_AUTH_STRING_FILE": path]) }
    #expect(auth.server.authString?.reveal() == "admin:pw")
  }

  @Test("A file that can't be used is named, its content is not")
  func brokenFile() throws {
    func problem(_ content: String) throws -> String? {
      try withFile(content) { ConfigurationTests.problems(["APUS_INTERNAL_TOKEN_FILE": $0]).first }
    }
    #expect(
      ConfigurationTests.problems(["APUS_INTERNAL_TOKEN_FILE": "/no/such/file"])
        == [#"APUS_INTERNAL_TOKEN_FILE is "/no/such/file", which can't be read: No such file or directory."#])
    #expect(ConfigurationTests.problems(["APUS_INTERNAL_TOKEN_FILE": "/tmp"]).first?.contains("can't be read") == true)
    #expect(try problem("\n")?.contains("is empty") == true)
    #expect(
      try problem("tooshort")
        == "APUS_INTERNAL_TOKEN_FILE has a value that can't be used; "
        + "expected at least 16 printable ASCII characters without spaces.")
    #expect(try problem(String(repeating: "x", count: 100_000))?.contains("is larger than 65536 bytes") == true)
    try withFile("0123456789abcdef") { path in
      let both = Self.token.merging(["APUS_INTERNAL_TOKEN_FILE": path]) { $1 }
      #expect(
        ConfigurationTests.problems(both)
          == ["APUS_INTERNAL_TOKEN and APUS_INTERNAL_TOKEN_FILE are both set; expected one of them."])
    }
  }

  @Test("A token that can't be sent in a header is refused")
  func unsendable() {
    for token in ["0123456789abcdef\nfedcba", "0123456789 abcdef", "0123456789abcdef\u{7F}", "ääääääääääääääää"] {
      let found = ConfigurationTests.problems(["APUS_INTERNAL_TOKEN": token])
      #expect(found.count == 1 && found.allSatisfy { $0.contains("printable ASCII") && !$0.contains("0123") })
    }
  }

  @Test("Only secrets can lie in files")
  func noSecret() {
    #expect(
      ConfigurationTests.problems(["APUS_LOG_LEVEL_FILE": "/etc/level"]).first?.hasPrefix(
        "APUS_LOG_LEVEL_FILE is not a setting") == true)
    #expect(HelpText.help(for: .blockVault).contains("  APUS_INTERNAL_TOKEN, or APUS_INTERNAL_TOKEN_FILE\n"))
  }

  @Test("An address with https is refused: the services do not speak TLS to one another")
  func encryptedUpstream() {
    let found = ConfigurationTests.problems(["APUS_BLOCK_VAULT_URL": "https://block-vault:4203"])
    #expect(found.count == 1 && found.allSatisfy { $0.contains("do not speak TLS to one another") })
  }

  private func withFile<Result>(_ content: String, _ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/apus-setting-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    defer { unlink(path) }
    let bytes = Array(content.utf8)
    let written = write(descriptor, bytes, bytes.count)
    close(descriptor)
    try #require(written == bytes.count)
    return try body(path)
  }
}
