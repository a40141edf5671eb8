internal import Crypto
internal import Observability
internal import Store
internal import Values

/// Encrypts documents anew that were saved with an older key, and tells of those that no key opens.
///
/// Each document is written only if it is as it was read, so changes that happen meanwhile are never lost. Their
/// `updated` stays, and there is no event: nothing that callers see has changed.
struct KeyRotation: Sendable {
  /// How many documents are looked at in one go.
  static let batch = 200

  let documents: BlockDocumentRepository
  let keys: EncryptionKeyRepository
  let keyring: Keyring
  let logger: Logger

  /// What a pass came to.
  struct Outcome: Sendable, Equatable {
    var renewed = 0
    var unreadable = 0
  }

  @discardableResult
  func run() async throws -> Outcome {
    var outcome = Outcome()
    var position = UUID(high: 0, low: 0)
    while true {
      let tokens = try await documents.tokens(after: position, limit: KeyRotation.batch)
      guard let last = tokens.last else { break }
      position = last.id
      let fernet = try await keyring.fernet(keys)
      for (id, token) in tokens where !fernet.isCurrent(token) {
        do {
          let renewed = try fernet.encrypt(try fernet.decrypt(token))
          if try await documents.replaceToken(of: id, token, by: renewed) { outcome.renewed += 1 }
        } catch is FernetError {
          outcome.unreadable += 1
        }
      }
    }
    if outcome.renewed > 0 {
      logger.info("documents are encrypted with the new key", ["count": .integer(Int64(outcome.renewed))])
    }
    if outcome.unreadable > 0 {
      logger.error(
        "documents were encrypted with a key that is not set; they can't be read and stay as they are",
        ["count": .integer(Int64(outcome.unreadable))])
    }
    return outcome
  }
}
