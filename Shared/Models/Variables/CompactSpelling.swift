internal import JSON

/// How many bytes a value takes in UTF-8 without any white space, as orjson spells it.
enum CompactSpelling {
  /// Counts at least until the limit is passed; nil if an integer in it needs more than 64 bits.
  static func length(of value: JSONValue, stoppingAt limit: Int) -> Int? {
    var length = 0
    var pending = [value]
    while let next = pending.popLast(), length <= limit {
      switch next.kind {
      case .array:
        let before = pending.count
        pending.append(contentsOf: next.elements)
        length += 2 + max(0, pending.count - before - 1)
      case .object:
        let before = pending.count
        for (key, member) in next.members {
          length += string(key) + 1
          pending.append(member)
        }
        length += 2 + max(0, pending.count - before - 1)
      case .string: length += string(next.text ?? "")
      case .float:
        var writer = JSONWriter(reserving: 32)
        writer.double(next.double)
        length += writer.bytes.count
      case .integer:
        if next.integer == nil, UInt64(String(decoding: next.source, as: UTF8.self)) == nil { return nil }
        length += next.source.count
      case .null, .boolean: length += next.source.count
      }
    }
    return length
  }

  private static func string(_ text: String) -> Int {
    var length = 2
    for byte in text.utf8 {
      switch byte {
      case 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x22, 0x5C: length += 2
      case 0..<0x20: length += 6
      default: length += 1
      }
    }
    return length
  }
}
