internal import Configuration
internal import Crypto
internal import Observability
internal import Store
internal import Synchronization

/// The encryption key, and the only place that knows it: from the settings, else from the database, where it is made once
/// if nobody has yet.
///
/// The key is looked up when it is first needed and kept from then on.
final class Keyring: Sendable {
  private let given: Secret<String>?
  private let logger: Logger
  private let cached = Mutex<Fernet?>(nil)

  /// - Parameter given: The keys of the settings.
  init(given: Secret<String>?, logger: Logger) {
    self.given = given
    self.logger = logger
  }

  /// - Parameter stored: Where the database's key is, for whoever is given none.
  /// - Throws: `VaultError.invalidKey`, or the database's error.
  func fernet(_ stored: EncryptionKeyRepository) async throws -> Fernet {
    if let fernet = cached.withLock({ $0 }) { return fernet }
    let text = if let given { given } else { Secret(try await stored.key { FernetKey.generate().reveal() }) }
    let fernet: Fernet
    do {
      fernet = try Fernet(keys: text.reveal())
    } catch {
      throw VaultError.invalidKey
    }
    cached.withLock { $0 = fernet }
    logger.info("encryption key is ready", ["source": .text(given == nil ? "database" : "settings")])
    return fernet
  }
}
