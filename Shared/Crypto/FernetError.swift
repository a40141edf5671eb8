/// Why a Fernet key or token can't be used. It never holds a part of either.
public enum FernetError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Not 32 bytes in URL-safe Base64.
  case invalidKey
  /// Not a token at all, whatever the key.
  case malformedToken
  /// A token that none of the keys has made, or that was changed.
  case wrongKey
  /// The library refused; this is not about the input.
  case unavailable

  public var description: String {
    switch self {
    case .invalidKey: "the encryption key is not 32 bytes in URL-safe Base64"
    case .malformedToken: "the value is not a Fernet token"
    case .wrongKey: "the token was made with another key, or was changed"
    case .unavailable: "the cipher is not available"
    }
  }
}
