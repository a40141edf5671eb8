/// Decodes `%XX`; a percent sign without two digits behind it stays, and bytes that are not UTF-8 become U+FFFD.
public func percentDecoded(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(text.count)
  var index = text.startIndex
  while index != text.endIndex {
    let byte = text[index]
    text.formIndex(after: &index)
    if byte == UInt8(ascii: "%"), let high = text[index...].first.flatMap(hexDigit) {
      let second = text.index(after: index)
      if second != text.endIndex, let low = hexDigit(text[second]) {
        bytes.append(high << 4 | low)
        index = text.index(after: second)
        continue
      }
    }
    bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
  }
  return String(decoding: bytes, as: UTF8.self)
}

private func hexDigit(_ byte: UInt8) -> UInt8? {
  switch byte {
  case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
  case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
  case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
  default: nil
  }
}

extension Request {
  /// The path with its escapes decoded: what routes are looked up by, and so what every rule about paths has to look at.
  public var decodedPath: String {
    path.utf8.contains(UInt8(ascii: "%")) ? percentDecoded(path.utf8, plusIsSpace: false) : path
  }

  /// Whether the path lies below a base path; the base path itself, without a slash, does not.
  public func isWithin(_ basePath: String) -> Bool {
    decodedPath.hasPrefix(basePath + "/")
  }
}
