internal import COpenSSL
public import Values

/// Fernet tokens: AES-128-CBC and HMAC-SHA-256 in URL-safe Base64 (github.com/fernet/spec).
///
///     version 0x80 | seconds since 1970 (8) | initialisation vector (16) | ciphertext (n·16) | code (32)
public struct Fernet: Sendable {
  private static let version: UInt8 = 0x80
  private static let head = 1 + 8 + 16
  private static let block = 16

  private let first: FernetKey
  private let others: [FernetKey]

  /// - Parameters:
  ///   - key: Makes new tokens and is tried first.
  ///   - others: Older keys whose tokens are still to be read.
  public init(key: FernetKey, others: [FernetKey] = []) {
    first = key
    self.others = others
  }

  /// Reads keys between commas, the first for new tokens.
  public init(keys text: String) throws(FernetError) {
    var keys: [FernetKey] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) { keys.append(try FernetKey(part)) }
    guard let first = keys.first else { throw .invalidKey }
    self.init(key: first, others: Array(keys.dropFirst()))
  }

  /// A token for some bytes.
  public func encrypt(_ message: [UInt8], at moment: Timestamp = .now()) throws(FernetError) -> String {
    try encrypt(message, at: moment, vector: RandomBytes.make(Fernet.block))
  }

  func encrypt(_ message: [UInt8], at moment: Timestamp, vector: [UInt8]) throws(FernetError) -> String {
    let seconds = UInt64(bitPattern: moment.microseconds.flooredDivision(by: 1_000_000))
    var token = [Fernet.version]
    for shift in stride(from: UInt64(56), through: 0, by: -8) {
      token.append(UInt8(truncatingIfNeeded: seconds >> shift))
    }
    token += vector
    guard let text = Fernet.cipher(message, key: first.encryption, vector: vector, encrypting: true) else {
      throw .unavailable
    }
    token += text
    token += SHA256.authenticationCode(of: token, key: first.signing)
    return Base64.encode(token, alphabet: .urlSafe)
  }

  /// The bytes of a token that one of the keys has made; its age does not matter.
  public func decrypt(_ token: String) throws(FernetError) -> [UInt8] {
    guard let bytes = Base64.decode(token, alphabet: .urlSafe), bytes.first == Fernet.version,
      bytes.count >= Fernet.head + Fernet.block + SHA256.size,
      (bytes.count - Fernet.head - SHA256.size) % Fernet.block == 0
    else { throw .malformedToken }
    let signed = Array(bytes.dropLast(SHA256.size))
    let code = Array(bytes.suffix(SHA256.size))
    for key in [first] + others
    where ConstantTime.equal(SHA256.authenticationCode(of: signed, key: key.signing), code) {
      let vector = Array(signed[9..<Fernet.head])
      guard
        let message = Fernet.cipher(
          Array(signed[Fernet.head...]), key: key.encryption, vector: vector, encrypting: false)
      else { throw .malformedToken }
      return message
    }
    throw .wrongKey
  }

  /// Whether a token was made with the first key, and need not be made anew after a rotation.
  public func isCurrent(_ token: String) -> Bool {
    guard let bytes = Base64.decode(token, alphabet: .urlSafe), bytes.count > SHA256.size else { return false }
    let code = SHA256.authenticationCode(of: Array(bytes.dropLast(SHA256.size)), key: first.signing)
    return ConstantTime.equal(code, Array(bytes.suffix(SHA256.size)))
  }

  /// AES-128-CBC with PKCS #7 padding; nil when the padding is wrong or the cipher is not available.
  private static func cipher(
    _ input: [UInt8], key: UnsafeRawBufferPointer, vector: [UInt8], encrypting: Bool
  ) -> [UInt8]? {
    guard input.count < Int(Int32.max) - 2 * block, let context = EVP_CIPHER_CTX_new() else { return nil }
    defer { EVP_CIPHER_CTX_free(context) }
    let keyBytes = key.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard EVP_CipherInit_ex(context, EVP_aes_128_cbc(), nil, keyBytes, vector, encrypting ? 1 : 0) == 1 else {
      return nil
    }
    var succeeded = false
    let output = [UInt8](unsafeUninitializedCapacity: input.count + 2 * block) { buffer, count in
      var written: Int32 = 0
      var rest: Int32 = 0
      succeeded =
        EVP_CipherUpdate(context, buffer.baseAddress, &written, input, Int32(input.count)) == 1
        && EVP_CipherFinal_ex(context, buffer.baseAddress.map { $0 + Int(written) }, &rest) == 1
      count = succeeded ? Int(written + rest) : 0
    }
    return succeeded ? output : nil
  }
}
