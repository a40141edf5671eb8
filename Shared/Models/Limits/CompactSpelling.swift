internal import JSON

/// How many bytes a value takes when it is spelled without any white space.
enum CompactSpelling {
  /// In UTF-8, as orjson spells it. Counts at least until the limit is passed; nil if an integer in it needs more than 64
  /// bits.
  static func length(of value: JSONValue, stoppingAt limit: Int) -> Int? {
    length(of: value, stoppingAt: limit, string: utf8String) { number in
      if number.kind == .float {
        var writer = JSONWriter(reserving: 32)
        writer.double(number.double)
        return writer.bytes.count
      }
      let isNarrow = number.integer != nil || UInt64(String(decoding: number.source, as: UTF8.self)) != nil
      return isNarrow ? number.source.count : nil
    }
  }

  /// In ASCII, as Python's `json.dumps` spells it.
  static func asciiLength(of value: JSONValue) -> Int {
    length(of: value, stoppingAt: .max, string: asciiString) { $0.source.count } ?? 0
  }

  /// - Parameter number: The length of a number; nil ends the count.
  private static func length(
    of value: JSONValue, stoppingAt limit: Int, string: (String) -> Int, number: (JSONValue) -> Int?
  ) -> Int? {
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
      case .float, .integer:
        guard let digits = number(next) else { return nil }
        length += digits
      case .null, .boolean: length += next.source.count
      }
    }
    return length
  }

  private static func utf8String(_ text: String) -> Int {
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

  private static func asciiString(_ text: String) -> Int {
    var length = 2
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x08, 0x09, 0x0A, 0x0C, 0x0D, 0x22, 0x5C: length += 2
      case 0x20...0x7F: length += 1
      case 0x10000...: length += 12
      default: length += 6
      }
    }
    return length
  }
}
