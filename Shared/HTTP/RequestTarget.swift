/// The parts of a request target (RFC 9112 §3.2).
public struct RequestTarget: Equatable, Sendable {
  public var path: String
  public var query: String?
  /// Of a target in absolute form; nil otherwise.
  public var authority: String?

  /// Reads origin form (`/path?query`) and absolute form (`http://host/path?query`).
  public init(_ bytes: UnsafeRawBufferPointer) throws(RequestRefusal) {
    var start = 0
    if bytes.first != UInt8(ascii: "/") {
      guard let length = RequestTarget.schemeLength(bytes) else {
        throw .malformed("The request target is neither a path nor a URL.")
      }
      start = length
      while start < bytes.count, bytes[start] != UInt8(ascii: "/"), bytes[start] != UInt8(ascii: "?") { start += 1 }
      guard start > length else { throw .malformed("The request target has no host.") }
      authority = try RequestRefusal.checkedAuthority(String(decoding: bytes[length..<start], as: UTF8.self))
    }
    var question: Int?
    for index in start..<bytes.count {
      let byte = bytes[index]
      guard byte > 0x20, byte < 0x7F, byte != UInt8(ascii: "#") else {
        throw .malformed("The request target has a character that must be percent-encoded.")
      }
      if byte == UInt8(ascii: "?"), question == nil { question = index }
    }
    let end = question ?? bytes.count
    path = end == start ? "/" : String(decoding: bytes[start..<end], as: UTF8.self)
    query = question.map { String(decoding: bytes[($0 + 1)...], as: UTF8.self) }
  }

  /// The same from text.
  public init(_ text: String) throws(RequestRefusal) {
    var copy = text
    let result = copy.withUTF8 { bytes in
      Result { () throws(RequestRefusal) in try RequestTarget(UnsafeRawBufferPointer(bytes)) }
    }
    self = try result.get()
  }

  private static func schemeLength(_ bytes: UnsafeRawBufferPointer) -> Int? {
    for scheme: StaticString in ["http://", "https://"] {
      let length = scheme.utf8CodeUnitCount
      guard bytes.count > length else { continue }
      let matches = (0..<length).allSatisfy { bytes[$0].lowercasedASCII == scheme.utf8Start[$0] }
      if matches { return length }
    }
    return nil
  }
}

extension UInt8 {
  /// The byte with an upper-case ASCII letter made lower-case.
  var lowercasedASCII: UInt8 { self >= 0x41 && self <= 0x5A ? self | 0x20 : self }
}
