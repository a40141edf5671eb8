internal import Configuration
internal import Crypto
internal import HTTP
internal import JSON
internal import Observability
internal import Testing

@testable internal import BlockVaultService

@Suite struct KeyringTests {
  @Test("A key of the settings leaves the database without one")
  func givenKey() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault(keys: FernetKey.generate().reveal())
      let kind = try await vault.register("kind", fields: #"{"title":"T"}"#)
      let id = try await vault.save("x", #"{"a":1}"#, kind)
      #expect(try await vault.data(id) == #"{"a":1}"#)
      #expect(try await bench.text("SELECT count(*) FROM configuration") == "0")
    }
  }

  @Test("What is no key is told in words, and not repeated")
  func invalidKey() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault(keys: "not-a-key")
      let kind = try await vault.register("kind", fields: #"{"title":"T"}"#)
      let answer = try await vault.send(
        .post, "/block_documents/",
        #"{"name":"x","block_type_id":"\#(kind.type)","block_schema_id":"\#(kind.schema)"}"#)
      #expect(answer.status == 500)
      #expect(answer["exception_message"]?.text?.contains("PREFECT_SERVER_ENCRYPTION_KEY") == true)
      #expect(!bench.lines.text.contains("not-a-key"))
      #expect(try await bench.text("SELECT count(*) FROM block_document") == "0")
    }
  }

  @Test("Nothing that holds a key prints it")
  func redaction() throws {
    let key = FernetKey.generate()
    let text = key.reveal()
    let keyring = Keyring(given: Secret(text), logger: .silent)
    let shown = "\(key) \(String(reflecting: Secret(text))) \(String(describing: keyring))"
    #expect(!shown.contains(text))
  }
}
