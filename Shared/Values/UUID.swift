/// A 128-bit identifier, kept as two words in the order of its text (RFC 9562).
@frozen
public struct UUID: Hashable, Sendable, Comparable {
  public var high: UInt64
  public var low: UInt64

  @inlinable
  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// A random identifier (version 4).
  public static func random() -> UUID {
    var generator = SystemRandomNumberGenerator()
    return random(using: &generator)
  }

  /// A random identifier (version 4) from a generator of the caller's.
  public static func random(using generator: inout some RandomNumberGenerator) -> UUID {
    UUID(
      high: generator.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000,
      low: generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }

  /// A time-ordered identifier (version 7) for the given moment.
  public static func timeOrdered(at moment: Timestamp) -> UUID {
    var generator = SystemRandomNumberGenerator()
    return timeOrdered(at: moment, using: &generator)
  }

  /// A time-ordered identifier (version 7); the 12 bits behind the milliseconds hold the fraction of one,
  /// so identifiers made within a millisecond keep their order too.
  public static func timeOrdered(
    at moment: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> UUID {
    let microseconds = UInt64(max(0, moment.microseconds))
    let (milliseconds, rest) = microseconds.quotientAndRemainder(dividingBy: 1000)
    let fraction = rest * 4096 / 1000
    return UUID(
      high: milliseconds << 16 | 0x7000 | fraction,
      low: generator.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
  }

  @inlinable
  public static func < (left: UUID, right: UUID) -> Bool {
    left.high == right.high ? left.low < right.low : left.high < right.high
  }

  /// The sixteen bytes, most significant first.
  @inlinable
  public func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
    var words = (high.bigEndian, low.bigEndian)
    return withUnsafeBytes(of: &words, body)
  }
}

// MARK: - Text

extension UUID {
  /// Reads 32 hexadecimal digits in any case, with or without hyphens in their usual places; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var copy = String(text)
    guard let parsed = copy.withUTF8({ UUID(utf8: $0) }) else { return nil }
    self = parsed
  }

  /// The same from UTF-8 bytes.
  public init?(utf8 bytes: UnsafeBufferPointer<UInt8>) {
    let gap = bytes.count == 36 ? 1 : 0
    guard bytes.count == 32 + 4 * gap else { return nil }
    if gap > 0 {
      let hyphen = UInt8(ascii: "-")
      guard bytes[8] == hyphen, bytes[13] == hyphen, bytes[18] == hyphen, bytes[23] == hyphen else { return nil }
    }
    let text = UnsafeRawBufferPointer(bytes)
    func eight(at place: Int) -> UInt64 {
      UInt64(bigEndian: text.loadUnaligned(fromByteOffset: place, as: UInt64.self))
    }
    func four(at place: Int) -> UInt64 {
      UInt64(UInt32(bigEndian: text.loadUnaligned(fromByteOffset: place, as: UInt32.self)))
    }
    guard let first = UUID.number(eight(at: 0)),
      let second = UUID.number(four(at: 8 + gap) << 32 | four(at: 12 + 2 * gap)),
      let third = UUID.number(four(at: 16 + 3 * gap) << 32 | four(at: 20 + 4 * gap)),
      let fourth = UUID.number(eight(at: 24 + 4 * gap))
    else { return nil }
    self.init(high: first << 32 | second, low: third << 32 | fourth)
  }

  /// The number of eight hexadecimal digits in any case, the first of them in the highest byte; nil if one of them is none.
  ///
  /// All eight are looked at together, for bodies are full of identifiers.
  @inline(__always)
  private static func number(_ text: UInt64) -> UInt64? {
    let ones: UInt64 = 0x0101_0101_0101_0101
    // Letters have bit 6, and bit 5 if they are small; digits have bits 4 and 5.
    let letters = text >> 6 & ones
    let digits = (text & (0x0F * ones)) + 9 * letters
    let aboveNine = (digits + 6 * ones) >> 4 & ones
    let beyondASCII = text >> 7 & ones
    let beyondF = digits >> 4 & ones
    let besideRange = aboveNine ^ letters
    let inOtherRows = ((text >> 4 & ones) ^ letters ^ ones) | (((text >> 5 | letters) & ones) ^ ones)
    guard beyondASCII | beyondF | besideRange | inOtherRows == 0 else { return nil }
    let pairs = (digits | digits >> 4) & 0x00FF_00FF_00FF_00FF
    let quads = (pairs | pairs >> 8) & 0x0000_FFFF_0000_FFFF
    return (quads | quads >> 16) & 0xFFFF_FFFF
  }

  /// Appends the 36 characters of the lower-case hyphenated form.
  public func write(to output: inout [UInt8]) {
    var text = Text(repeating: UInt8(ascii: "-"))
    UUID.put(high >> 32, digits: 8, at: 0, of: &text)
    UUID.put(high >> 16, digits: 4, at: 9, of: &text)
    UUID.put(high, digits: 4, at: 14, of: &text)
    UUID.put(low >> 48, digits: 4, at: 19, of: &text)
    UUID.put(low, digits: 12, at: 24, of: &text)
    text.span.withUnsafeBufferPointer { output.append(contentsOf: $0) }
  }

  /// Made whole and appended at once: lists are full of identifiers.
  private typealias Text = InlineArray<36, UInt8>

  /// The last so many hexadecimal digits of a number.
  @inline(__always)
  private static func put(_ value: UInt64, digits: Int, at start: Int, of text: inout Text) {
    var rest = value
    for place in (start..<start + digits).reversed() {
      let digit = UInt8(truncatingIfNeeded: rest & 0xF)
      text[place] = digit < 10 ? digit + UInt8(ascii: "0") : digit - 10 + UInt8(ascii: "a")
      rest >>= 4
    }
  }
}

extension UUID: CustomStringConvertible {
  public var description: String {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(36)
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
