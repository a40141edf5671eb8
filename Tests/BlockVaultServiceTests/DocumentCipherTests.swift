internal import Crypto
internal import JSON
internal import Models
internal import Testing

@testable internal import BlockVaultService

@Suite struct DocumentCipherTests {
  private static let key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
  /// Made by Python's cryptography of `json.dumps({"value": "s3cr3t ü", "n": 1.5})`.
  private static let token =
    "gAAAAABlU_EAAAECAwQFBgcICQoLDA0OD0LXTZK2t9MFdCYTMIg4_aAsbcAUFUoKfN-a9QBMUBHIBuktjIjnCMkaE4YzqJPp1yuLUKUj5kErTPSVOXNdQdb1"
    + "YSQjds89H_6PhasVj0Zh"

  @Test("A document that Prefect encrypted is read")
  func opens() throws {
    let cipher = DocumentCipher(fernet: try Fernet(keys: Self.key))
    #expect(try cipher.open(Self.token).json.description == #"{"value":"s3cr3t ü","n":1.5}"#)
  }

  @Test("What is sealed is opened again, and never twice the same")
  func roundTrip() throws {
    let cipher = DocumentCipher(fernet: try Fernet(keys: Self.key))
    let data = try cipher.open(Self.token)
    let first = try cipher.seal(data)
    #expect(try cipher.open(first) == data)
    #expect(try cipher.seal(data) != first)
  }

  @Test("Another key is told from what is no token")
  func refusals() throws {
    let cipher = DocumentCipher(fernet: Fernet(key: .generate()))
    #expect(throws: VaultError.wrongKey) { try cipher.open(Self.token) }
    #expect(throws: VaultError.damaged) { try cipher.open(#"{"value":"plain"}"#) }
    let own = DocumentCipher(fernet: try Fernet(keys: Self.key))
    let list = try Fernet(keys: Self.key).encrypt(Array("[1]".utf8))
    #expect(throws: VaultError.damaged) { try own.open(list) }
  }
}
