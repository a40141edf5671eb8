/// Why bytes are not a time zone file.
public enum ZoneFileError: Error, Sendable, Equatable {
  case notTZif
  case truncated
  case invalid(String)
}

extension ZoneRules {
  /// Reads a TZif file of version 2 or later (RFC 9636 §3).
  public init(name: String, tzif bytes: [UInt8]) throws(ZoneFileError) {
    var reader = ZoneFileReader(bytes: bytes)
    let first = try reader.header()
    guard first.version >= UInt8(ascii: "2") else { throw .invalid("version 1 only") }
    // The first block is for old readers: 32-bit times.
    try reader.skip(first.dataSize(timeSize: 4))
    let header = try reader.header()
    guard header.types > 0 else { throw .invalid("no local time types") }
    var transitions: [Int64] = []
    transitions.reserveCapacity(header.times)
    for _ in 0..<header.times { transitions.append(try reader.int64()) }
    var indexes: [Int] = []
    for _ in 0..<header.times { indexes.append(Int(try reader.byte())) }
    var types: [Int32] = []
    for _ in 0..<header.types {
      types.append(try reader.int32())
      try reader.skip(2)
    }
    try reader.skip(header.characters + header.leaps * 12 + header.standards + header.universals)
    guard indexes.allSatisfy({ $0 < types.count }) else { throw .invalid("a transition names no type") }
    guard zip(transitions, transitions.dropFirst()).allSatisfy({ $0 < $1 }) else {
      throw .invalid("transitions are not ascending")
    }
    let footer = try reader.footer()
    let rule = footer.isEmpty ? nil : PosixZone(footer)
    if !footer.isEmpty, rule == nil { throw .invalid("footer \(footer)") }
    self.init(
      name: name, transitions: transitions, offsets: indexes.map { types[$0] }, firstOffset: types[0], rule: rule)
  }
}

private struct ZoneFileReader {
  struct Header {
    var version: UInt8
    var universals: Int
    var standards: Int
    var leaps: Int
    var times: Int
    var types: Int
    var characters: Int

    func dataSize(timeSize: Int) -> Int {
      times * timeSize + times + types * 6 + characters + leaps * (timeSize + 4) + standards + universals
    }
  }

  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func header() throws(ZoneFileError) -> Header {
    guard bytes.count >= position + 44 else { throw .truncated }
    guard bytes[position..<position + 4].elementsEqual("TZif".utf8) else { throw .notTZif }
    let version = bytes[position + 4]
    position += 20
    var counts: [Int] = []
    for _ in 0..<6 {
      let count = Int(try int32())
      guard count >= 0, count <= 100_000 else { throw .invalid("a count of \(count)") }
      counts.append(count)
    }
    return Header(
      version: version, universals: counts[0], standards: counts[1], leaps: counts[2], times: counts[3],
      types: counts[4], characters: counts[5])
  }

  mutating func skip(_ count: Int) throws(ZoneFileError) {
    guard position + count <= bytes.count else { throw .truncated }
    position += count
  }

  mutating func byte() throws(ZoneFileError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func big(_ count: Int) throws(ZoneFileError) -> UInt64 {
    guard position + count <= bytes.count else { throw .truncated }
    defer { position += count }
    return bytes[position..<position + count].reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func int32() throws(ZoneFileError) -> Int32 { Int32(truncatingIfNeeded: try big(4)) }

  mutating func int64() throws(ZoneFileError) -> Int64 { Int64(truncatingIfNeeded: try big(8)) }

  /// The text between the two newlines at the end.
  mutating func footer() throws(ZoneFileError) -> String {
    guard try byte() == UInt8(ascii: "\n"), let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else {
      throw .truncated
    }
    return String(decoding: bytes[position..<end], as: UTF8.self)
  }
}
