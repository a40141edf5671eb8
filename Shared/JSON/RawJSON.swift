/// One validated JSON text that PostgreSQL's jsonb takes (but for U+0000): it passes through the server unparsed.
@frozen
public struct RawJSON: Sendable, Hashable {
  public let bytes: [UInt8]

  /// Takes bytes that are known to be one JSON text: from a parsed value, a writer or the database.
  @inlinable
  public init(validated bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// What a closure writes.
  @inlinable
  public init(writing body: (inout JSONWriter) -> Void) {
    var writer = JSONWriter()
    body(&writer)
    bytes = writer.bytes
  }

  public static let null = RawJSON(validated: Array("null".utf8))
  public static let emptyObject = RawJSON(validated: Array("{}".utf8))
  public static let emptyArray = RawJSON(validated: Array("[]".utf8))

  /// The text parsed anew; nil only if it was not valid in the first place or breaks the limits.
  public func document(limits: JSONLimits = .stored) -> JSONDocument? {
    switch Result(catching: { () throws(JSONSyntaxError) in try JSONDocument.parse(bytes, limits: limits) }) {
    case .success(let document): document
    case .failure: nil
    }
  }

  /// The same text without white space between its parts.
  public var compact: RawJSON {
    var output: [UInt8] = []
    output.reserveCapacity(bytes.count)
    var isInString = false
    var isEscaped = false
    for byte in bytes {
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else {
        switch byte {
        case 0x20, 0x0A, 0x0D, 0x09: continue
        case UInt8(ascii: "\""): isInString = true
        default: break
        }
      }
      output.append(byte)
    }
    return RawJSON(validated: output)
  }

  public var isNull: Bool { bytes == RawJSON.null.bytes }
}

extension RawJSON: CustomStringConvertible {
  public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension JSONValue {
  /// The value's text for storage: as it was sent, or written anew where it holds what jsonb refuses (non-finite
  /// numbers become null, half surrogate pairs U+FFFD, numbers are brought into a double's range) or numbers with an
  /// exponent (`1E2` becomes `100.0`).
  public var raw: RawJSON {
    guard node.flags.contains(.rewritten) else { return RawJSON(validated: Array(source)) }
    return RawJSON { $0.value(self) }
  }
}

extension JSONWriter {
  /// Writes a value as its `raw` has it.
  public mutating func value(_ value: JSONValue) {
    guard value.node.flags.contains(.rewritten) else { return raw(value.source) }
    // An explicit stack: where each open container ends, and whether a key comes next.
    var frames: [(end: Int, isObject: Bool, expectsKey: Bool)] = []
    var position = value.index
    let storage = value.storage
    repeat {
      let current = JSONValue(storage: storage, index: position)
      let node = current.node
      if let frame = frames.last {
        if position == frame.end {
          if frame.isObject { endObject() } else { endArray() }
          frames.removeLast()
          continue
        }
        frames[frames.count - 1].expectsKey = !frame.expectsKey
        if frame.isObject, frame.expectsKey {
          key(storage.text(of: node))
          position += 1
          continue
        }
      }
      if !node.flags.contains(.rewritten) {
        raw(current.source)
        position = Int(node.next)
        continue
      }
      switch node.kind {
      case .array:
        beginArray()
        frames.append((Int(node.next), false, false))
      case .object:
        beginObject()
        frames.append((Int(node.next), true, true))
      case .string: string(storage.text(of: node))
      default: double(current.double ?? 0)
      }
      position += 1
    } while !frames.isEmpty
  }
}
