/// The key of the block vault.
public struct VaultSettings: Sendable {
  /// The Fernet key, or several between commas, the first for new values.
  public let encryptionKeys: Secret<String>?

  init(_ reader: inout SettingsReader) {
    reader.begin("Encryption", for: [.blockVault])
    encryptionKeys = reader.secret(
      "server.encryption_key", or: "ORION_ENCRYPTION_KEY",
      "Fernet key of block secrets; when not set, the key that the database holds. Older keys may follow after commas.")
  }
}
