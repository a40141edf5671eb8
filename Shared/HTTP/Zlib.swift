internal import CZlib

/// Whole byte strings in the zlib format (RFC 1950).
public enum Zlib {
  /// zlib had no memory, or what it was given is no such text or decompresses to more than allowed.
  public struct Failure: Error, Sendable, Equatable {
    public let code: Int32
  }

  /// Compresses at zlib's own level.
  public static func compress(_ bytes: [UInt8]) throws(Failure) -> [UInt8] {
    var length = compressBound(UInt(bytes.count))
    var code = Z_OK
    let output = [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
      code = CZlib.compress(buffer.baseAddress, &length, bytes, UInt(bytes.count))
      count = code == Z_OK ? Int(length) : 0
    }
    guard code == Z_OK else { throw Failure(code: code) }
    return output
  }

  /// Decompresses what is one whole text and no longer than a limit, whatever it claims.
  public static func decompress(_ bytes: [UInt8], atMost limit: Int) throws(Failure) -> [UInt8] {
    var room = min(limit, max(512, bytes.count * 4))
    while true {
      var length = UInt(room)
      var taken = UInt(bytes.count)
      var code = Z_OK
      let output = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
        code = uncompress2(buffer.baseAddress, &length, bytes, &taken)
        count = code == Z_OK ? Int(length) : 0
      }
      if code == Z_OK, taken == UInt(bytes.count) { return output }
      guard code == Z_BUF_ERROR, room < limit else { throw Failure(code: code == Z_OK ? Z_DATA_ERROR : code) }
      room = min(limit, room * 4)
    }
  }

  /// Whether bytes begin as such a text does.
  public static func isHeader(_ bytes: some Collection<UInt8>) -> Bool {
    let head = Array(bytes.prefix(2))
    return head.count == 2 && head[0] & 0x0F == 8 && (Int(head[0]) << 8 | Int(head[1])) % 31 == 0
  }
}
