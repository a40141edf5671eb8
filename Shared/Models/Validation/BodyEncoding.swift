/// The encodings of JSON bodies: UTF-8, and UTF-16 and UTF-32 where a byte order mark or the zero bytes of the first
/// characters tell of them, as Python's json module has it.
enum BodyEncoding {
  /// The body in UTF-8; nil for UTF-16 or UTF-32 that is not well-formed. What says that it is UTF-8 is not checked here.
  static func utf8(_ bytes: [UInt8]) -> [UInt8]? {
    switch Form(of: bytes) {
    case .utf8: bytes
    case .utf16(let isBig, let mark): utf16(bytes[mark...], isBig: isBig)
    case .utf32(let isBig, let mark): utf32(bytes[mark...], isBig: isBig)
    }
  }

  private enum Form {
    case utf8
    /// - Parameter mark: How many bytes the byte order mark takes.
    case utf16(isBig: Bool, mark: Int)
    case utf32(isBig: Bool, mark: Int)

    init(of bytes: [UInt8]) {
      let zeros = bytes.prefix(4).map { $0 == 0 }
      if bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
        self = .utf32(isBig: true, mark: 4)
      } else if bytes.starts(with: [0xFF, 0xFE, 0, 0]) {
        self = .utf32(isBig: false, mark: 4)
      } else if bytes.starts(with: [0xFE, 0xFF]) {
        self = .utf16(isBig: true, mark: 2)
      } else if bytes.starts(with: [0xFF, 0xFE]) {
        self = .utf16(isBig: false, mark: 2)
      } else if zeros.count == 4, zeros[0] {
        self = zeros[1] ? .utf32(isBig: true, mark: 0) : .utf16(isBig: true, mark: 0)
      } else if zeros.count == 4, zeros[1] {
        self = zeros[2] && zeros[3] ? .utf32(isBig: false, mark: 0) : .utf16(isBig: false, mark: 0)
      } else if zeros.count == 2, zeros[0] || zeros[1] {
        self = .utf16(isBig: zeros[0], mark: 0)
      } else {
        self = .utf8
      }
    }
  }

  private static func utf16(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> [UInt8]? {
    guard bytes.count.isMultiple(of: 2) else { return nil }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 2).map { index -> UInt16 in
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      return isBig ? first << 8 | second : second << 8 | first
    }
    return String(validating: units, as: UTF16.self).map { Array($0.utf8) }
  }

  private static func utf32(_ bytes: ArraySlice<UInt8>, isBig: Bool) -> [UInt8]? {
    guard bytes.count.isMultiple(of: 4) else { return nil }
    let units = stride(from: bytes.startIndex, to: bytes.endIndex, by: 4).map { index -> UInt32 in
      let unit = bytes[index..<index + 4].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      return isBig ? unit : unit.byteSwapped
    }
    return String(validating: units, as: UTF32.self).map { Array($0.utf8) }
  }
}
