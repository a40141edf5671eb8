internal import Crypto
internal import JSON
internal import Models

/// A document's data to a token and back, in the reference's form: a Fernet token over the JSON text.
struct DocumentCipher: Sendable {
  let fernet: Fernet

  func seal(_ data: BlockObject) throws -> String {
    try fernet.encrypt(RawJSON(writing: data.write).bytes)
  }

  /// - Throws: `VaultError`.
  func open(_ token: String) throws(VaultError) -> BlockObject {
    do {
      let bytes = try fernet.decrypt(token)
      guard let data = BlockObject(RawJSON(validated: bytes)) else { throw VaultError.damaged }
      return data
    } catch let error as FernetError {
      throw error == .wrongKey ? .wrongKey : .damaged
    } catch {
      throw .damaged
    }
  }
}
