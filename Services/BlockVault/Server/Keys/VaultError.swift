/// Why stored data can't be read. It never holds a part of a key or of the data.
enum VaultError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The keys that are set are no Fernet keys.
  case invalidKey
  /// The data was encrypted with a key that is not among ours.
  case wrongKey
  /// What is stored is no encrypted document.
  case damaged
  /// It holds more documents than one may.
  case tooLarge

  var description: String {
    switch self {
    case .invalidKey:
      "The encryption key is not 32 bytes in URL-safe Base64. Set PREFECT_SERVER_ENCRYPTION_KEY to the right one, or unset it to "
        + "use the key in the database."
    case .wrongKey:
      "The block document was encrypted with another key. Set PREFECT_SERVER_ENCRYPTION_KEY to the key it was saved with; "
        + "nothing was changed."
    case .tooLarge: "The block document holds too many others."
    case .damaged: "The data of the block document can't be read; nothing was changed."
    }
  }
}
