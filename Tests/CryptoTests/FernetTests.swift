import Testing
import Values

@testable import Crypto

/// The vectors of github.com/fernet/spec: generate.json, verify.json and invalid.json, whose key is the same in all.
private let specificationKey = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="
private let specificationToken =
  "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA=="

@Suite struct FernetTests {
  @Test("A token is the specification's for its time, vector and key")
  func generates() throws {
    let fernet = try Fernet(keys: specificationKey)
    let token = try fernet.encrypt(
      Array("hello".utf8), at: Timestamp(microseconds: 499_162_800_000_000), vector: Array(0..<16))
    #expect(token == specificationToken)
  }

  @Test("The specification's token is decrypted")
  func verifies() throws {
    #expect(try Fernet(keys: specificationKey).decrypt(specificationToken) == Array("hello".utf8))
  }

  @Test(
    "A token that no key could make is malformed",
    arguments: [
      "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPA==",
      "%%%%%%%%%%%%%AECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykRtfsH-p1YsUD2Q==",
      "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPOm73QeoCk9uGib28Xe5vz6oxq5nmxbx_v7mrfyudzUm",
      "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0ODz4LEpdELGQAad7aNEHbf-JkLPIpuiYRLQ3RtXatOYREu2FWke6CnJNYIbkuKNqOhw==",
      "gAAAAAAdwJ6xBQECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAkLhFLHpGtDBRLRTZeUfWgHSv49TF2AUEZ1TIvcZjK1zQ==",
      "", "====", "plain text",
    ])
  func refusesMalformed(token: String) throws {
    let fernet = try Fernet(keys: specificationKey)
    #expect(throws: FernetError.malformedToken) { try fernet.decrypt(token) }
  }

  @Test("A token whose code does not fit is told apart from a malformed one")
  func refusesForeign() throws {
    let fernet = try Fernet(keys: specificationKey)
    let changed =
      "gAAAAAAdwJ6xAAECAwQFBgcICQoLDA0OD3HkMATM5lFqGaerZ-fWPAl1-szkFVzXTuGb4hR8AKtwcaX1YdykQUFBQUFBQUFBQQ=="
    #expect(throws: FernetError.wrongKey) { try fernet.decrypt(changed) }
    let foreign = try Fernet(key: .generate()).encrypt(Array("hello".utf8))
    #expect(throws: FernetError.wrongKey) { try fernet.decrypt(foreign) }
  }

  @Test("Every length comes back as it was", arguments: [0, 1, 15, 16, 17, 31, 32, 1000, 100_000])
  func roundTrips(length: Int) throws {
    let fernet = Fernet(key: .generate())
    let message = RandomBytes.make(length)
    #expect(try fernet.decrypt(fernet.encrypt(message)) == message)
  }

  @Test("Older keys read, the first key writes")
  func rotates() throws {
    let old = FernetKey.generate()
    let new = FernetKey.generate()
    let token = try Fernet(key: old).encrypt([1, 2, 3])
    let both = try Fernet(keys: "\(new.reveal()), \(old.reveal())")
    #expect(try both.decrypt(token) == [1, 2, 3])
    #expect(!both.isCurrent(token))
    let renewed = try both.encrypt([1, 2, 3])
    #expect(both.isCurrent(renewed))
    #expect(throws: FernetError.wrongKey) { try Fernet(key: old).decrypt(renewed) }
  }

  @Test(
    "A key is 32 bytes in Base64", arguments: ["", "abc", "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4", "AAAA", "é"])
  func refusesKeys(text: String) {
    #expect(throws: FernetError.invalidKey) { try FernetKey(text) }
    #expect(throws: FernetError.invalidKey) { try Fernet(keys: specificationKey + "," + text) }
  }

  @Test("A key comes back as its text and prints masked")
  func keyText() throws {
    let key = try FernetKey(" \(specificationKey)\n")
    #expect(key.reveal() == specificationKey)
    #expect(!"\(key)".contains("cw_0"))
    #expect(try FernetKey("cw/0x689RpI+jtRR7oE8h/eQsKImvJapLeSbXpwF4e4=").reveal() == specificationKey)
  }

  @Test("Every changed byte of a token is noticed")
  func authenticates() throws {
    let fernet = try Fernet(keys: specificationKey)
    let bytes = try #require(Base64.decode(specificationToken, alphabet: .urlSafe))
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      let token = Base64.encode(changed, alphabet: .urlSafe)
      #expect(throws: FernetError.self) { try fernet.decrypt(token) }
    }
  }
}
