internal import CNGHTTP2
internal import HTTP
internal import Values

/// Header fields laid out as nghttp2 takes them: all text in one buffer, and a table of places in it.
struct HeaderBlock {
  private struct Place {
    var start: Int
    var nameLength: Int
    var valueLength: Int
  }

  private var bytes: [UInt8] = []
  private var places: [Place] = []

  init(fieldCount: Int) {
    bytes.reserveCapacity(fieldCount * 40)
    places.reserveCapacity(fieldCount)
  }

  /// Adds a field; the name in lower case.
  mutating func add(_ name: String, _ value: String) {
    add(name) { $0.append(contentsOf: value.utf8) }
  }

  /// Adds a field whose value `write` appends.
  mutating func add(_ name: String, write: (inout [UInt8]) -> Void) {
    let start = bytes.count
    bytes.append(contentsOf: name.utf8)
    let middle = bytes.count
    write(&bytes)
    places.append(Place(start: start, nameLength: middle - start, valueLength: bytes.count - middle))
  }

  /// The fields in order, read back.
  var fields: [(String, String)] {
    places.map { place in
      let middle = place.start + place.nameLength
      return (
        String(decoding: bytes[place.start..<middle], as: UTF8.self),
        String(decoding: bytes[middle..<middle + place.valueLength], as: UTF8.self)
      )
    }
  }

  /// Lends the table to `body`; nghttp2 copies names and values, so nothing has to live longer.
  func withTable<R>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    bytes.withUnsafeBufferPointer { buffer in
      // nghttp2 declares the pointers mutable and only reads through them.
      let base = UnsafeMutablePointer(mutating: buffer.baseAddress)
      return withUnsafeTemporaryAllocation(of: nghttp2_nv.self, capacity: places.count) { table in
        for (index, place) in places.enumerated() {
          let name = base.map { $0 + place.start }
          table.initializeElement(
            at: index,
            to: nghttp2_nv(
              name: name, value: name.map { $0 + place.nameLength }, namelen: place.nameLength,
              valuelen: place.valueLength, flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
        }
        return body(UnsafePointer(table.baseAddress), places.count)
      }
    }
  }
}

extension HeaderBlock {
  /// The header block of a request to another service.
  init(request: Request, authority: String) {
    self.init(fieldCount: request.headers.fields.count + 6)
    add(":method", request.method.name)
    add(":scheme", "http")
    add(":authority", authority)
    add(":path") { bytes in
      bytes.append(contentsOf: request.path.utf8)
      guard let query = request.query else { return }
      bytes.append(UInt8(ascii: "?"))
      bytes.append(contentsOf: query.utf8)
    }
    add("x-request-id") { request.id.write(to: &$0) }
    if !request.body.isEmpty { add("content-length", String(request.body.count)) }
    let named = request.headers["connection"].map(HopByHop.names(in:)) ?? []
    for field in request.headers.fields where !HeaderBlock.leavesOut(field.name) {
      if !named.isEmpty, named.contains(field.name) { continue }
      add(field.name, field.value)
    }
  }

  private static func leavesOut(_ name: String) -> Bool {
    switch name {
    // The block has these from elsewhere than the request's fields.
    case "host", "x-request-id", "content-length", "expect": true
    default: HopByHop.contains(name)
    }
  }
}

/// Fields that concern one connection and are not passed on (RFC 9110 §7.6.1).
enum HopByHop {
  static func contains(_ name: String) -> Bool {
    switch name {
    case "connection", "keep-alive", "te", "transfer-encoding", "upgrade", "http2-settings": true
    default:
      switch name.utf8.first {
      case UInt8(ascii: ":"): true
      case UInt8(ascii: "p"): name.hasPrefix("proxy-")
      default: false
      }
    }
  }

  /// The field names that a Connection field lists.
  static func names(in connection: String) -> Set<String> {
    Set(
      connection.split(separator: ",").map { part in
        String(part.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }).lowercased()
      })
  }
}
