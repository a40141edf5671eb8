internal import COpenSSL

/// SHA-256 (FIPS 180-4) and HMAC with it (RFC 2104).
public enum SHA256 {
  /// Bytes in a digest.
  public static let size = 32

  /// The 32 bytes of a message's digest.
  public static func hash(_ message: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { output, count in
      var written: UInt32 = 0
      let done = EVP_Digest(message, message.count, output.baseAddress, &written, EVP_sha256(), nil)
      precondition(done == 1 && written == UInt32(size), "SHA-256 is not available")
      count = size
    }
  }

  /// The digest as 64 lower-case digits.
  public static func hex(_ message: [UInt8]) -> String { Hex.encode(hash(message)) }

  /// The 32 bytes of a message's authentication code.
  public static func authenticationCode(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    key.withUnsafeBytes { authenticationCode(of: message, key: $0) }
  }

  static func authenticationCode(of message: [UInt8], key: UnsafeRawBufferPointer) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: size) { output, count in
      var written: UInt32 = 0
      let done = HMAC(
        EVP_sha256(), key.baseAddress, Int32(key.count), message, message.count, output.baseAddress, &written)
      precondition(done != nil && written == UInt32(size), "HMAC-SHA-256 is not available")
      count = size
    }
  }
}
