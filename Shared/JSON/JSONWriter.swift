public import Values

/// Writes JSON into one buffer. Commas are its business, well-formed nesting the caller's.
@frozen
public struct JSONWriter: Sendable {
  public var bytes: [UInt8]
  @usableFromInline var needsComma = false

  @inlinable
  public init(reserving capacity: Int = 512) {
    bytes = []
    bytes.reserveCapacity(capacity)
  }

  // MARK: - Structure

  @inlinable
  public mutating func beginObject() {
    begin(UInt8(ascii: "{"))
  }

  @inlinable
  public mutating func endObject() {
    bytes.append(UInt8(ascii: "}"))
    needsComma = true
  }

  @inlinable
  public mutating func beginArray() {
    begin(UInt8(ascii: "["))
  }

  @inlinable
  public mutating func endArray() {
    bytes.append(UInt8(ascii: "]"))
    needsComma = true
  }

  @inlinable
  mutating func begin(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  /// The comma before the next value or key, if one is due; the next value then needs one.
  @inlinable
  mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// A literal key, which needs no escapes.
  @inlinable
  public mutating func key(_ key: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
    endKey()
  }

  /// Any other key. Without the attribute a literal would be taken for a `String`, and looked through for escapes.
  @_disfavoredOverload
  public mutating func key(_ key: String) {
    string(key)
    endKey()
  }

  /// An identifier as a key.
  public mutating func key(_ key: UUID) {
    uuid(key)
    endKey()
  }

  @usableFromInline
  mutating func endKey() {
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  // MARK: - Values

  @inlinable
  public mutating func null() {
    literal("null")
  }

  @inlinable
  public mutating func bool(_ value: Bool) {
    literal(value ? "true" : "false")
  }

  @inlinable
  mutating func literal(_ word: StaticString) {
    separate()
    bytes.append(contentsOf: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  public mutating func string(_ value: String) {
    separate()
    var value = value
    value.withUTF8 { appendQuoted($0) }
  }

  /// A literal text, which needs no escapes.
  @inlinable
  public mutating func string(_ value: StaticString) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    bytes.append(contentsOf: UnsafeBufferPointer(start: value.utf8Start, count: value.utf8CodeUnitCount))
    bytes.append(UInt8(ascii: "\""))
  }

  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    appendDecimal(Int64(clamping: value))
  }

  /// A finite number as Python spells it (`0.0`, `1e-07`, `1e+16`); anything else is null.
  public mutating func double(_ value: Double) {
    guard value.isFinite else { return null() }
    separate()
    appendDouble(value)
  }

  public mutating func uuid(_ value: UUID) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    value.write(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// RFC 3339 in UTC with `Z`.
  public mutating func timestamp(_ value: Timestamp) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    value.write(to: &bytes)
    bytes.append(UInt8(ascii: "\""))
  }

  /// A span as a number of seconds.
  public mutating func duration(_ value: Duration) {
    double(value.inSeconds)
  }

  /// A text that is JSON already.
  @inlinable
  public mutating func raw(_ value: RawJSON) {
    separate()
    bytes.append(contentsOf: value.bytes)
  }

  @inlinable
  public mutating func raw(_ value: ArraySlice<UInt8>) {
    separate()
    bytes.append(contentsOf: value)
  }

  /// Bytes that are JSON already, as they come from the database.
  @inlinable
  public mutating func raw(_ value: [UInt8]) {
    separate()
    bytes.append(contentsOf: value)
  }

  /// The text so far.
  @inlinable
  public var rawJSON: RawJSON { RawJSON(validated: bytes) }
}
