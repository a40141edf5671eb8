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

  @Test("Documents of an older key are encrypted with the new one, and those of an unknown key stay")
  func rotation() async throws {
    try await VaultBench.run { bench in
      let (old, new, foreign) = (
        FernetKey.generate().reveal(), FernetKey.generate().reveal(), FernetKey.generate().reveal()
      )
      let kind = try await bench.vault(keys: old).register("kind", fields: #"{"title":"T"}"#)
      let id = try await bench.vault(keys: old).save("x", #"{"a":1}"#, kind)
      _ = try await bench.vault(keys: foreign).save("y", #"{"a":2}"#, kind)
      let updated = try await bench.text("SELECT updated FROM block_document WHERE name = 'x'")
      let lost = try await bench.text("SELECT data FROM block_document WHERE name = 'y'")
      let both = try bench.vault(keys: "\(new),\(old)").parts.rotation
      #expect(try await both.run() == .init(renewed: 1, unreadable: 1))
      #expect(try await both.run() == .init(renewed: 0, unreadable: 1))
      let renewed = try bench.vault(keys: new)
      #expect(try await renewed.data(id) == #"{"a":1}"#)
      #expect(try await bench.text("SELECT updated FROM block_document WHERE name = 'x'") == updated)
      #expect(try await bench.text("SELECT data FROM block_document WHERE name = 'y'") == lost)
    }
  }

  @Test("A start without documents makes no key")
  func noKey() async throws {
    try await VaultBench.run { bench in
      let rotation = try bench.vault().parts.rotation
      #expect(try await rotation.run() == .init())
      #expect(try await bench.text("SELECT count(*) FROM configuration") == "0")
    }
  }
}
