/// Percent-encoding (RFC 3986 §2.1).
public enum PercentEncoding {
  /// The bytes that need no encoding anywhere (RFC 3986 §2.3).
  public static let unreserved = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

  private static let digits = Array("0123456789ABCDEF".utf8)

  /// Encodes all bytes but those that are kept.
  public static func encode(_ bytes: some Sequence<UInt8>, keeping kept: Set<UInt8> = unreserved) -> String {
    var result: [UInt8] = []
    for byte in bytes {
      if kept.contains(byte) {
        result.append(byte)
      } else {
        result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
