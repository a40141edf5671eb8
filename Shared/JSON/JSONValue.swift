/// One value of a document: a position on its tape, cheap to copy.
public struct JSONValue: Sendable {
  let storage: JSONDocument.Storage
  let index: Int

  /// The position behind a container that ends the text is one past the tape.
  var node: JSONNode {
    index < storage.tape.count
      ? storage.tape[index] : JSONNode(start: 0, end: 0, next: 0, kind: .null, flags: [])
  }

  public var kind: JSONKind { node.kind }

  public var isNull: Bool { node.kind == .null }

  /// The boolean, if it is one.
  public var bool: Bool? {
    let node = node
    return node.kind == .boolean ? storage.bytes[Int(node.start)] == UInt8(ascii: "t") : nil
  }

  /// The integer, if it is spelled as one and 64 bits hold it.
  public var integer: Int64? {
    let node = node
    guard node.kind == .integer else { return nil }
    let bytes = storage.bytes
    return JSONText.integer(bytes.span.bytes, from: Int(node.start), to: Int(node.end))
  }

  /// The number as a double, if it is a number; `NaN` and infinities included.
  public var double: Double? {
    let node = node
    guard node.kind == .float || node.kind == .integer else { return nil }
    let bytes = storage.bytes
    // But for -0 an integer is the double that is nearest to it.
    if let integer, integer != 0 || bytes[Int(node.start)] != UInt8(ascii: "-") { return Double(integer) }
    switch bytes[Int(node.start)] {
    case UInt8(ascii: "N"): return .nan
    case UInt8(ascii: "I"): return .infinity
    case UInt8(ascii: "-") where bytes[Int(node.start) + 1] == UInt8(ascii: "I"): return -.infinity
    default: return JSONText.double(bytes.span.bytes, from: Int(node.start), to: Int(node.end))
    }
  }

  /// The characters, if it is a string; half a surrogate pair reads as U+FFFD.
  public var text: String? {
    let node = node
    guard node.kind == .string else { return nil }
    return storage.text(of: node)
  }

  /// The bytes of the value's text as it was sent (of a string with its quotes).
  public var source: ArraySlice<UInt8> {
    let node = node
    return node.kind == .string
      ? storage.bytes[Int(node.start) - 1..<Int(node.end) + 1] : storage.bytes[Int(node.start)..<Int(node.end)]
  }

  /// Whether the value or anything in it holds the character U+0000, which PostgreSQL's text and jsonb refuse.
  public var holdsNUL: Bool { node.flags.contains(.nul) }

  /// Whether it is a string with half a surrogate pair, which is no text.
  public var isBrokenText: Bool { node.kind == .string && node.flags.contains(.rewritten) }

  /// Whether two values have the same spelling.
  public func isSpelled(like other: JSONValue) -> Bool {
    source == other.source
  }
}

extension JSONDocument.Storage {
  func text(of node: JSONNode) -> String {
    let range = Int(node.start)..<Int(node.end)
    let bytes = bytes
    if node.flags.contains(.escaped) {
      let characters = JSONText.unescape(bytes.span.bytes, from: range.lowerBound, to: range.upperBound)
      return String(decoding: characters, as: UTF8.self)
    }
    return bytes.withUnsafeBufferPointer { String(decoding: UnsafeBufferPointer(rebasing: $0[range]), as: UTF8.self) }
  }
}
