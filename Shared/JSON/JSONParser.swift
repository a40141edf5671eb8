/// Builds the tape of one text. Offsets come from the loop below and every load is checked against the span.
struct JSONParser {
  private let limits: JSONLimits
  private var tape: [JSONNode] = []
  /// Tape indices of the containers that are open.
  private var open: [Int] = []
  private var position = 0
  private var mayHoldSurrogates = false

  init(limits: JSONLimits) {
    self.limits = limits
  }

  struct Failure: Error {
    var reason: JSONSyntaxError.Reason = .grammar
    let offset: Int
    let message: String
  }

  mutating func parse(_ bytes: RawSpan) throws(JSONSyntaxError) -> [JSONNode] {
    let first =
      bytes.byteCount >= 3 && bytes[byte: 0] == 0xEF && bytes[byte: 1] == 0xBB && bytes[byte: 2] == 0xBF ? 3 : 0
    switch UTF8Validity.check(bytes) {
    case .invalid: throw JSONSyntaxError(reason: .unreadable, characterOffset: 0, message: "Invalid UTF-8")
    case .withSurrogates: mayHoldSurrogates = true
    case .valid: break
    }
    do throws(Failure) {
      position = first
      tape.reserveCapacity(bytes.byteCount / 16 + 4)
      try readDocument(bytes)
      return tape
    } catch {
      var characters = 0
      for offset in first..<max(first, min(error.offset, bytes.byteCount)) where bytes[byte: offset] & 0xC0 != 0x80 {
        characters += 1
      }
      throw JSONSyntaxError(reason: error.reason, characterOffset: characters, message: error.message)
    }
  }

  private mutating func readDocument(_ bytes: RawSpan) throws(Failure) {
    skipSpace(bytes)
    values: while true {
      guard position < bytes.byteCount else { throw Failure(offset: position, message: "Expecting value") }
      switch bytes[byte: position] {
      case UInt8(ascii: "\""):
        position &+= 1
        try readString(bytes)
      case UInt8(ascii: "{"):
        try begin(.object)
        skipSpace(bytes)
        if !isNext(UInt8(ascii: "}"), bytes) {
          try readKey(bytes)
          continue values
        }
        end()
      case UInt8(ascii: "["):
        try begin(.array)
        skipSpace(bytes)
        if !isNext(UInt8(ascii: "]"), bytes) { continue values }
        end()
      default:
        try readScalar(bytes)
      }
      // A value is complete: close what ends here, or go on to the next value.
      while let container = open.last {
        skipSpace(bytes)
        let isObject = tape[container].kind == .object
        if isNext(isObject ? UInt8(ascii: "}") : UInt8(ascii: "]"), bytes) {
          end()
          continue
        }
        guard isNext(UInt8(ascii: ","), bytes) else {
          throw Failure(offset: position, message: "Expecting ',' delimiter")
        }
        position &+= 1
        skipSpace(bytes)
        if isObject { try readKey(bytes) }
        continue values
      }
      break
    }
    skipSpace(bytes)
    guard position == bytes.byteCount else { throw Failure(offset: position, message: "Extra data") }
  }

  // MARK: - Structure

  private mutating func begin(_ kind: JSONKind) throws(Failure) {
    guard open.count < limits.maximumDepth else {
      throw Failure(
        reason: .tooDeep, offset: position, message: "Nested more than \(limits.maximumDepth) levels deep")
    }
    open.append(tape.count)
    append(kind, from: position, to: position)
    position &+= 1
  }

  private mutating func end() {
    position &+= 1
    guard let container = open.popLast() else { return }
    tape[container].end = UInt32(truncatingIfNeeded: position)
    tape[container].next = UInt32(truncatingIfNeeded: tape.count)
    if let parent = open.last {
      tape[parent].flags.formUnion(tape[container].flags.intersection(.inherited))
    }
  }

  private mutating func readKey(_ bytes: RawSpan) throws(Failure) {
    guard isNext(UInt8(ascii: "\""), bytes) else {
      throw Failure(offset: position, message: "Expecting property name enclosed in double quotes")
    }
    position &+= 1
    try readString(bytes)
    skipSpace(bytes)
    guard isNext(UInt8(ascii: ":"), bytes) else { throw Failure(offset: position, message: "Expecting ':' delimiter") }
    position &+= 1
    skipSpace(bytes)
  }

  @inline(__always)
  private mutating func append(_ kind: JSONKind, from start: Int, to end: Int, _ flags: JSONNode.Flags = []) {
    tape.append(
      JSONNode(
        start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end),
        next: UInt32(truncatingIfNeeded: tape.count &+ 1), kind: kind, flags: flags))
    if !flags.isDisjoint(with: .inherited), let container = open.last {
      tape[container].flags.formUnion(flags.intersection(.inherited))
    }
  }

  @inline(__always)
  private func isNext(_ byte: UInt8, _ bytes: RawSpan) -> Bool {
    position < bytes.byteCount && bytes[byte: position] == byte
  }

  @inline(__always)
  private mutating func skipSpace(_ bytes: RawSpan) {
    while position < bytes.byteCount {
      switch bytes[byte: position] {
      case 0x20, 0x0A, 0x0D, 0x09: position &+= 1
      default: return
      }
    }
  }

  // MARK: - Strings

  /// Reads a string whose opening quote is behind.
  private mutating func readString(_ bytes: RawSpan) throws(Failure) {
    let start = position
    var flags: JSONNode.Flags = []
    while true {
      position = JSONText.firstSpecial(in: bytes, from: position)
      guard position < bytes.byteCount else {
        throw Failure(offset: start - 1, message: "Unterminated string starting at")
      }
      switch bytes[byte: position] {
      case UInt8(ascii: "\""):
        if mayHoldSurrogates { noteSurrogates(bytes, from: start, &flags) }
        append(.string, from: start, to: position, flags)
        position &+= 1
        return
      case UInt8(ascii: "\\"):
        flags.insert(.escaped)
        try readEscape(bytes, stringStart: start, &flags)
      default:
        throw Failure(offset: position, message: "Invalid control character at")
      }
    }
  }

  private mutating func readEscape(
    _ bytes: RawSpan, stringStart: Int, _ flags: inout JSONNode.Flags
  ) throws(Failure) {
    guard position + 1 < bytes.byteCount else {
      throw Failure(offset: stringStart - 1, message: "Unterminated string starting at")
    }
    switch bytes[byte: position + 1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: "b"), UInt8(ascii: "f"),
      UInt8(ascii: "n"), UInt8(ascii: "r"), UInt8(ascii: "t"):
      position += 2
    case UInt8(ascii: "u"):
      let unit = try readHex(bytes)
      if unit == 0 { flags.insert(.nul) }
      if unit & 0xF800 == 0xD800 {
        if unit < 0xDC00, position + 6 < bytes.byteCount, bytes[byte: position] == UInt8(ascii: "\\"),
          bytes[byte: position + 1] == UInt8(ascii: "u")
        {
          let before = position
          let low = try readHex(bytes)
          if low & 0xFC00 == 0xDC00 { return }
          position = before
        }
        flags.insert(.rewritten)
      }
    default:
      throw Failure(offset: position, message: "Invalid \\escape")
    }
  }

  /// Reads `\uXXXX`.
  private mutating func readHex(_ bytes: RawSpan) throws(Failure) -> UInt32 {
    let digits = position + 2
    guard digits + 4 < bytes.byteCount else { throw Failure(offset: digits - 1, message: "Invalid \\uXXXX escape") }
    guard let unit = JSONText.hex(bytes, at: digits) else {
      throw Failure(offset: digits - 1, message: "Invalid \\uXXXX escape")
    }
    position = digits + 4
    return unit
  }

  private func noteSurrogates(_ bytes: RawSpan, from start: Int, _ flags: inout JSONNode.Flags) {
    for offset in start..<position where bytes[byte: offset] == 0xED && bytes[byte: offset + 1] >= 0xA0 {
      flags.formUnion([.rewritten, .escaped])
    }
  }
}

// MARK: - Scalars

extension JSONParser {
  private mutating func readScalar(_ bytes: RawSpan) throws(Failure) {
    switch bytes[byte: position] {
    case UInt8(ascii: "t"): try readWord("true", .boolean, bytes)
    case UInt8(ascii: "f"): try readWord("false", .boolean, bytes)
    case UInt8(ascii: "n"): try readWord("null", .null, bytes)
    case UInt8(ascii: "N"): try readWord("NaN", .float, bytes, .rewritten)
    case UInt8(ascii: "I"): try readWord("Infinity", .float, bytes, .rewritten)
    case UInt8(ascii: "-") where position + 1 < bytes.byteCount && bytes[byte: position + 1] == UInt8(ascii: "I"):
      try readWord("-Infinity", .float, bytes, .rewritten)
    default: try readNumber(bytes)
    }
  }

  private mutating func readWord(
    _ word: StaticString, _ kind: JSONKind, _ bytes: RawSpan, _ flags: JSONNode.Flags = []
  ) throws(Failure) {
    let length = word.utf8CodeUnitCount
    guard position + length <= bytes.byteCount else { throw Failure(offset: position, message: "Expecting value") }
    for index in 0..<length where bytes[byte: position + index] != word.utf8Start[index] {
      throw Failure(offset: position, message: "Expecting value")
    }
    append(kind, from: position, to: position + length, flags)
    position += length
  }

  private mutating func readNumber(_ bytes: RawSpan) throws(Failure) {
    let start = position
    var offset = start
    if bytes[byte: offset] == UInt8(ascii: "-") { offset += 1 }
    let integerDigits = skipDigits(bytes, from: offset) - offset
    guard integerDigits > 0 else { throw Failure(offset: start, message: "Expecting value") }
    offset += bytes[byte: offset] == UInt8(ascii: "0") ? 1 : integerDigits
    var kind = JSONKind.integer
    var hasExponent = false
    if offset + 1 < bytes.byteCount, bytes[byte: offset] == UInt8(ascii: "."), isDigit(bytes[byte: offset + 1]) {
      kind = .float
      offset = skipDigits(bytes, from: offset + 1)
    }
    if offset + 1 < bytes.byteCount, bytes[byte: offset] | 0x20 == UInt8(ascii: "e") {
      var exponent = offset + 1
      if bytes[byte: exponent] == UInt8(ascii: "-") || bytes[byte: exponent] == UInt8(ascii: "+") { exponent += 1 }
      let behind = skipDigits(bytes, from: exponent)
      if behind > exponent {
        kind = .float
        hasExponent = true
        offset = behind
      }
    }
    if kind == .integer, integerDigits > limits.maximumIntegerDigits, offset - start >= integerDigits {
      throw Failure(reason: .unreadable, offset: start, message: "Integer with too many digits")
    }
    // jsonb keeps the digits of a number but not that it is a float: `1E2` would come back as 100 instead of 100.0. And
    // PostgreSQL's numeric has no room for the longest ones.
    let isRewritten = hasExponent || kind == .float && offset - start > 300
    append(kind, from: start, to: offset, isRewritten ? .rewritten : [])
    position = offset
  }

  private func isDigit(_ byte: UInt8) -> Bool {
    byte &- UInt8(ascii: "0") < 10
  }

  private func skipDigits(_ bytes: RawSpan, from start: Int) -> Int {
    var offset = start
    while offset < bytes.byteCount, isDigit(bytes[byte: offset]) { offset &+= 1 }
    return offset
  }
}
