internal import Patterns

/// The formats that are asserted; any other is not looked at.
enum SchemaFormat {
  static func isValid(_ text: String, as format: String) -> Bool {
    switch format {
    case "email", "idn-email": text.utf8.contains(UInt8(ascii: "@"))
    case "ipv4": isIPv4(text[...])
    case "ipv6": isIPv6(text)
    case "date": isDate(Array(text.utf8)[...])
    case "date-time": isDateTime(text)
    case "time": isDateTime("1970-01-01T" + text)
    case "regex": isPattern(text)
    case "uuid": isUUID(text)
    case "json-pointer": isPointer(text[...])
    case "relative-json-pointer": isRelativePointer(text)
    default: true
    }
  }

  private static func isPattern(_ text: String) -> Bool {
    do {
      _ = try Pattern(text)
      return true
    } catch {
      return false
    }
  }

  private static func isIPv4(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { part in
        (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(isDigit) && (part == "0" || !part.hasPrefix("0"))
          && (Int(part) ?? 256) < 256
      }
  }

  private static func isIPv6(_ text: String) -> Bool {
    var parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last else { return false }
    if last.contains(".") {
      guard isIPv4(last) else { return false }
      parts.removeLast()
      parts += ["0", "0"]
    }
    let gaps = parts.indices.dropFirst().dropLast().filter { parts[$0].isEmpty }
    guard gaps.count <= 1, parts.count <= 9 else { return false }
    if gaps.isEmpty {
      guard parts.count == 8, parts.first?.isEmpty == false, parts.last?.isEmpty == false else { return false }
    } else {
      // A lone colon at an end belongs to no gap.
      if parts.first?.isEmpty == true, gaps.first != 1 { return false }
      if parts.last?.isEmpty == true, gaps.first != parts.count - 2 { return false }
      guard parts.filter({ !$0.isEmpty }).count < 8 else { return false }
    }
    return parts.allSatisfy { $0.utf8.count <= 4 && $0.utf8.allSatisfy(isHexDigit) }
  }

  private static func isDate(_ bytes: ArraySlice<UInt8>) -> Bool {
    let bytes = Array(bytes)
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = number(bytes[0..<4]), let month = number(bytes[5..<7]), let day = number(bytes[8..<10])
    else { return false }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    return year >= 1 && (1...12).contains(month) && day >= 1 && day <= lengths[month - 1]
  }

  /// RFC 3339 `date-time`, in either case.
  private static func isDateTime(_ text: String) -> Bool {
    var bytes = Array(text.uppercased().utf8)[...]
    guard bytes.count >= 20, isDate(bytes.prefix(10)) else { return false }
    bytes = bytes.dropFirst(10)
    guard bytes.popFirst() == UInt8(ascii: "T"), isClock(bytes.prefix(5)) else { return false }
    bytes = bytes.dropFirst(5)
    guard bytes.popFirst() == UInt8(ascii: ":"), let seconds = number(bytes.prefix(2)), seconds < 60 else {
      return false
    }
    bytes = bytes.dropFirst(2)
    if bytes.first == UInt8(ascii: ".") {
      let digits = bytes.dropFirst().prefix(while: isDigit)
      guard !digits.isEmpty else { return false }
      bytes = bytes.dropFirst(1 + digits.count)
    }
    guard let zone = bytes.popFirst() else { return false }
    if zone == UInt8(ascii: "Z") { return bytes.isEmpty }
    return (zone == UInt8(ascii: "+") || zone == UInt8(ascii: "-")) && isClock(bytes)
  }

  /// `hh:mm`
  private static func isClock(_ bytes: ArraySlice<UInt8>) -> Bool {
    guard bytes.count == 5, bytes[bytes.startIndex + 2] == UInt8(ascii: ":"), let hours = number(bytes.prefix(2)),
      let minutes = number(bytes.suffix(2))
    else { return false }
    return hours < 24 && minutes < 60
  }

  private static func isUUID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard [8, 13, 18, 23].allSatisfy({ bytes.indices.contains($0) && bytes[$0] == UInt8(ascii: "-") }) else {
      return false
    }
    let digits = bytes.filter { $0 != UInt8(ascii: "-") }
    return digits.count == 32 && digits.allSatisfy(isHexDigit)
  }

  /// RFC 6901.
  private static func isPointer(_ text: Substring) -> Bool {
    guard text.isEmpty || text.hasPrefix("/") else { return false }
    var isEscape = false
    for byte in text.utf8 {
      if isEscape, byte != UInt8(ascii: "0"), byte != UInt8(ascii: "1") { return false }
      isEscape = byte == UInt8(ascii: "~")
    }
    return !isEscape
  }

  private static func isRelativePointer(_ text: String) -> Bool {
    let digits = text.utf8.prefix(while: isDigit)
    guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return false }
    let rest = text.dropFirst(digits.count)
    return rest == "#" || isPointer(rest)
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    bytes.allSatisfy(isDigit) ? Int(String(decoding: bytes, as: UTF8.self)) : nil
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
  }
}
