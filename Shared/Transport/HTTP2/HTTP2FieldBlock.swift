internal import CNGHTTP2
internal import HTTP

/// The fields of an answer in the form in which nghttp2 takes them.
struct HTTP2FieldBlock {
  private var bytes: [UInt8] = []
  private var lengths: [(name: Int, value: Int)] = []

  init(status: Status, headers: Headers, contentLength: Int?, date: [UInt8]) {
    bytes.reserveCapacity(256)
    add(":status", String(status.code))
    for field in headers.fields where HTTP2FieldBlock.isForwarded(field.name, contentLength) {
      add(field.name, field.value)
    }
    let start = bytes.count
    bytes.append(contentsOf: "date".utf8)
    bytes.append(contentsOf: date)
    lengths.append((4, bytes.count - start - 4))
    if let contentLength { add("content-length", String(contentLength)) }
  }

  private static func isForwarded(_ name: String, _ contentLength: Int?) -> Bool {
    switch name {
    case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade", "date": false
    case "content-length": contentLength == nil
    default: true
    }
  }

  private mutating func add(_ name: String, _ value: String) {
    let start = bytes.count
    bytes.append(contentsOf: name.utf8)
    let middle = bytes.count
    bytes.append(contentsOf: value.utf8)
    for index in start..<bytes.count where bytes[index] < 0x20 || bytes[index] == 0x7F { bytes[index] = 0x20 }
    lengths.append((middle - start, bytes.count - middle))
  }

  /// Lends the fields; nghttp2 copies what it is given.
  mutating func withFields<R>(_ body: (UnsafePointer<nghttp2_nv>?, Int) -> R) -> R {
    bytes.withUnsafeMutableBufferPointer { storage in
      var fields: [nghttp2_nv] = []
      fields.reserveCapacity(lengths.count)
      var offset = 0
      for (name, value) in lengths {
        let start = storage.baseAddress.map { $0 + offset }
        fields.append(
          nghttp2_nv(
            name: start, value: start.map { $0 + name }, namelen: name, valuelen: value,
            flags: UInt8(NGHTTP2_NV_FLAG_NONE.rawValue)))
        offset += name + value
      }
      return fields.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
    }
  }
}
