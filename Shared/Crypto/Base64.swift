/// Base64 (RFC 4648), strict in both directions: no white space, no foreign characters, no stray bits.
public enum Base64 {
  public enum Alphabet: Sendable {
    /// `+` and `/`.
    case standard
    /// `-` and `_`.
    case urlSafe
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
  private static let pad = UInt8(ascii: "=")

  /// The text of some bytes, padded unless told otherwise.
  public static func encode(
    _ bytes: some Collection<UInt8>, alphabet: Alphabet = .standard, padded: Bool = true
  ) -> String {
    let symbols = letters + (alphabet == .standard ? Array("+/".utf8) : Array("-_".utf8))
    var output: [UInt8] = []
    output.reserveCapacity((bytes.count + 2) / 3 * 4)
    var buffer: UInt32 = 0
    var bits = 0
    for byte in bytes {
      buffer = buffer << 8 | UInt32(byte)
      bits += 8
      while bits >= 6 {
        bits -= 6
        output.append(symbols[Int(buffer >> UInt32(bits) & 0x3F)])
      }
    }
    if bits > 0 { output.append(symbols[Int(buffer << UInt32(6 - bits) & 0x3F)]) }
    while padded, output.count % 4 != 0 { output.append(pad) }
    return String(decoding: output, as: UTF8.self)
  }

  /// The bytes of a text; nil unless it is exactly what `encode` gives for them.
  ///
  /// - Parameter padded: Whether the padding must be there, or must not.
  public static func decode(
    _ text: some StringProtocol, alphabet: Alphabet = .standard, padded: Bool = true
  ) -> [UInt8]? {
    var symbols = Array(text.utf8)[...]
    if padded {
      guard symbols.count % 4 == 0 else { return nil }
      for _ in 0..<2 where symbols.last == pad { symbols.removeLast() }
    }
    guard symbols.count % 4 != 1 else { return nil }
    var output: [UInt8] = []
    output.reserveCapacity(symbols.count * 3 / 4)
    var buffer: UInt32 = 0
    var bits = 0
    for symbol in symbols {
      guard let value = value(of: symbol, alphabet) else { return nil }
      buffer = buffer << 6 | value
      bits += 6
      if bits >= 8 {
        bits -= 8
        output.append(UInt8(truncatingIfNeeded: buffer >> UInt32(bits)))
      }
    }
    guard buffer & (1 << UInt32(bits) - 1) == 0 else { return nil }
    return output
  }

  private static func value(of symbol: UInt8, _ alphabet: Alphabet) -> UInt32? {
    switch (symbol, alphabet) {
    case (UInt8(ascii: "A")...UInt8(ascii: "Z"), _): UInt32(symbol - UInt8(ascii: "A"))
    case (UInt8(ascii: "a")...UInt8(ascii: "z"), _): UInt32(symbol - UInt8(ascii: "a")) + 26
    case (UInt8(ascii: "0")...UInt8(ascii: "9"), _): UInt32(symbol - UInt8(ascii: "0")) + 52
    case (UInt8(ascii: "+"), .standard), (UInt8(ascii: "-"), .urlSafe): 62
    case (UInt8(ascii: "/"), .standard), (UInt8(ascii: "_"), .urlSafe): 63
    default: nil
    }
  }
}
