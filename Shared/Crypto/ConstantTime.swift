internal import COpenSSL

/// Comparison whose time tells nothing about where two values differ.
public enum ConstantTime {
  /// Whether two values are equal; only their lengths can be told from the time it takes.
  public static func equal(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }

  /// The same for texts.
  public static func equal(_ left: String, _ right: String) -> Bool {
    equal(Array(left.utf8), Array(right.utf8))
  }
}
