/// The parts of a query in `application/x-www-form-urlencoded` form, in order.
public struct QueryItems: Sequence, Sendable {
  public struct Item: Sendable, Equatable {
    public var name: String
    public var value: String
  }

  private let items: [Item]

  public init(_ query: String) {
    items = query.utf8.split(separator: UInt8(ascii: "&")).map { pair in
      let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      return Item(
        name: percentDecoded(parts[0], plusIsSpace: true),
        value: parts.count > 1 ? percentDecoded(parts[1], plusIsSpace: true) : "")
    }
  }

  public func makeIterator() -> IndexingIterator<[Item]> { items.makeIterator() }
}

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
