internal import HTTP
internal import Values

/// The fields of an HTTP/2 request as they come, within bounds. nghttp2 has checked their grammar before.
struct HTTP2RequestHead {
  private let limits: RequestLimits
  private(set) var method = ""
  private var target = ""
  private var authority: String?
  private var webSocketProtocol: String?
  private(set) var headers = Headers()
  private(set) var bytes = 0
  private var count = 0
  private(set) var refusal: RequestRefusal?

  /// RFC 9113 §10.5.1 counts so much for each field beside its text.
  private static let overhead = 32

  init(limits: RequestLimits) {
    self.limits = limits
  }

  /// Whether fields come in such numbers that not even an answer is worth it.
  var isHopeless: Bool { count > 16 * limits.fieldCount }

  mutating func add(_ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) {
    count += 1
    bytes += name.count + value.count + HTTP2RequestHead.overhead
    if refusal != nil { return }
    if name.count == 5, value.count > limits.targetBytes, name.elementsEqual(":path".utf8) {
      refusal = limits.longTarget
      return
    }
    guard bytes <= limits.headBytes, headers.fields.count < limits.fieldCount else {
      refusal = bytes > limits.headBytes ? limits.largeHead : limits.manyFields
      headers = Headers()
      return
    }
    let text = FieldText.value(value)
    guard name.first == UInt8(ascii: ":") else {
      headers.add(FieldText.name(name), text)
      return
    }
    switch FieldText.name(name) {
    case ":method": method = text
    case ":path": target = text
    case ":authority": authority = text
    case ":protocol": webSocketProtocol = text
    default: break
    }
  }

  /// Whether this is an extended CONNECT (RFC 8441).
  var isExtendedConnect: Bool { webSocketProtocol != nil }
  var isHead: Bool { method == "HEAD" }
  var expectsContinue: Bool { headers["expect"]?.lowercased() == "100-continue" }

  /// The length that the peer announces; nil when it announces none.
  var contentLength: Int? { headers["content-length"].flatMap { Int($0) } }

  /// The request. An extended CONNECT for a WebSocket looks like HTTP/1.1's GET with an upgrade, so that responders know
  /// one kind only.
  func request(scheme: String, peer: String, body: [UInt8], id: UUID) throws(RequestRefusal) -> Request {
    if let refusal { throw refusal }
    var headers = headers
    var name = method
    if let webSocketProtocol {
      guard webSocketProtocol == "websocket" else {
        throw RequestRefusal(.notImplemented, "The only supported extended CONNECT is for WebSockets.")
      }
      name = "GET"
      headers.set("upgrade", "websocket")
      headers.set("connection", "upgrade")
    } else if method == "CONNECT" {
      throw RequestRefusal(.notImplemented, "The CONNECT method is not supported.")
    }
    let target = try RequestTarget(target)
    let authority = try RequestRefusal.checkedAuthority(authority ?? headers["host"] ?? "")
    return Request(
      method: HTTP2RequestHead.known(name), path: target.path, query: target.query, scheme: scheme,
      authority: authority, headers: headers, body: body, peer: peer, id: id)
  }

  private static func known(_ name: String) -> Method {
    switch name {
    case "GET": .get
    case "POST": .post
    default: Method(name)
    }
  }
}
