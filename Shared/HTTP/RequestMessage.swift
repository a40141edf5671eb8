internal import CLLHTTP

/// One request in llhttp's hands. Owned by a `RequestParser`, which feeds whole heads and pieces of chunked bodies.
final class RequestMessage {
  /// What a head says.
  struct Facts {
    var method = Method.get
    var target: RequestTarget
    var host: String
    var headers: Headers
    var keepAlive: Bool
    var minorVersion: Int
    var isChunked: Bool
    var contentLength: UInt64
    var expectsContinue: Bool
  }

  private var parser = llhttp_t()

  // What the callbacks gather.
  fileprivate var target = UnsafeRawBufferPointer(start: nil, count: 0)
  fileprivate var name: String?
  fileprivate var value: String?
  fileprivate var headers = Headers()
  fileprivate var isWhole = false
  fileprivate var body: [UInt8] = []
  fileprivate var bodyLimit = 0
  fileprivate var bodyIsTooLarge = false

  func parse(head: UnsafeRawBufferPointer, limits: RequestLimits) throws(RequestRefusal) -> Facts {
    let code = execute(head)
    guard code == HPE_INVALID_METHOD else { return try facts(head, code, limits) }
    // llhttp knows the registered methods of its day; any token is one (RFC 9110 §9.1). It reads the rest as another's.
    guard let method = RequestMessage.method(of: head) else { throw RequestMessage.refusal(code) }
    let known = Array("POST".utf8) + head.dropFirst(method.name.utf8.count)
    var read = try known.withUnsafeBufferPointer { known throws(RequestRefusal) in
      let known = UnsafeRawBufferPointer(known)
      return try facts(known, execute(known), limits)
    }
    read.method = method
    return read
  }

  /// The token that a request line begins with; nil when there is none, or none of a sensible length.
  private static func method(of head: UnsafeRawBufferPointer) -> Method? {
    let word = head.prefix { $0 != 0x20 }
    guard 1...20 ~= word.count, word.count < head.count, word.allSatisfy(FieldText.isTokenByte) else { return nil }
    return Method(String(decoding: word, as: UTF8.self))
  }

  private func execute(_ head: UnsafeRawBufferPointer) -> llhttp_errno_t {
    llhttp_init(&parser, HTTP_REQUEST, RequestMessage.settings)
    parser.data = Unmanaged.passUnretained(self).toOpaque()
    target = UnsafeRawBufferPointer(start: nil, count: 0)
    name = nil
    value = nil
    headers = Headers()
    isWhole = false
    bodyIsTooLarge = false
    return llhttp_execute(&parser, head.baseAddress, head.count)
  }

  private func facts(
    _ head: UnsafeRawBufferPointer, _ code: llhttp_errno_t, _ limits: RequestLimits
  ) throws(RequestRefusal) -> Facts {
    guard code == HPE_OK || code == HPE_PAUSED || code == HPE_PAUSED_UPGRADE else { throw RequestMessage.refusal(code) }
    flushField()
    guard parser.http_major == 1 else {
      throw RequestRefusal(.versionNotSupported, "The HTTP version is not supported.")
    }
    guard target.count <= limits.targetBytes else { throw limits.longTarget }
    try checkRequestLine(head)
    let method = try method()
    let framing = try framing()
    return Facts(
      method: method, target: try RequestTarget(target), host: try host(), headers: headers,
      keepAlive: llhttp_should_keep_alive(&parser) != 0, minorVersion: Int(parser.http_minor),
      isChunked: framing.isChunked,
      contentLength: framing.contentLength, expectsContinue: try expectsContinue())
  }

  /// Appends the content of a chunked body to `body`. Returns how many bytes were taken and whether it is whole.
  func parse(
    body input: UnsafeRawBufferPointer, into body: inout [UInt8], limits: RequestLimits
  ) throws(RequestRefusal) -> (taken: Int, complete: Bool) {
    swap(&body, &self.body)
    defer { swap(&body, &self.body) }
    bodyLimit = limits.bodyBytes
    let code = llhttp_execute(&parser, input.baseAddress, input.count)
    if bodyIsTooLarge { throw limits.largeBody }
    switch code {
    case HPE_OK:
      return (input.count, isWhole)
    case HPE_PAUSED, HPE_PAUSED_UPGRADE:
      guard let base = input.baseAddress, let stop = llhttp_get_error_pos(&parser) else {
        return (input.count, isWhole)
      }
      return (UnsafeRawPointer(stop) - base, isWhole)
    default:
      throw RequestMessage.refusal(code)
    }
  }

  // MARK: Checks that llhttp leaves to its user

  /// llhttp passes over any number of blanks around the target; the grammar has one (RFC 9112 §3).
  private func checkRequestLine(_ head: UnsafeRawBufferPointer) throws(RequestRefusal) {
    guard let base = head.baseAddress, let start = target.baseAddress else {
      throw .malformed("The request has no target.")
    }
    let first = start - base
    let end = first + target.count
    guard first >= 2, end + 1 < head.count, head[first - 2] != 0x20, head[end + 1] != 0x20 else {
      throw .malformed("The request line has more than one blank in a place.")
    }
  }

  private func method() throws(RequestRefusal) -> Method {
    switch llhttp_method_t(rawValue: UInt32(parser.method)) {
    case HTTP_GET: return .get
    case HTTP_POST: return .post
    case HTTP_PUT: return .put
    case HTTP_PATCH: return .patch
    case HTTP_DELETE: return .delete
    case HTTP_HEAD: return .head
    case HTTP_OPTIONS: return .options
    case HTTP_CONNECT: throw RequestRefusal(.notImplemented, "The CONNECT method is not supported.")
    case let other: return Method(String(cString: llhttp_method_name(other)))
    }
  }

  private func host() throws(RequestRefusal) -> String {
    var found: String?
    for field in headers.fields where field.name == "host" {
      guard found == nil else { throw .malformed("The request has more than one Host field.") }
      found = field.value
    }
    guard let found else {
      if parser.http_minor == 0 { return "" }
      throw .malformed("The request has no Host field.")
    }
    return try RequestRefusal.checkedAuthority(found)
  }

  private func framing() throws(RequestRefusal) -> (isChunked: Bool, contentLength: UInt64) {
    let flags = Int(parser.flags)
    let hasLength = headers.contains("content-length")
    let codings = headers.values("transfer-encoding")
    if codings.isEmpty { return (false, hasLength ? parser.content_length : 0) }
    guard !hasLength else {
      throw .malformed("The request has both a Content-Length and a Transfer-Encoding field.")
    }
    guard codings.count == 1, codings[0].lowercased() == "chunked", flags & Int(F_CHUNKED.rawValue) != 0 else {
      throw RequestRefusal(.notImplemented, "The only supported transfer coding is chunked.")
    }
    guard parser.http_minor > 0 else { throw .malformed("An HTTP/1.0 request has no transfer coding.") }
    return (true, 0)
  }

  private func expectsContinue() throws(RequestRefusal) -> Bool {
    guard let expectation = headers["expect"] else { return false }
    guard expectation.lowercased() == "100-continue" else {
      throw RequestRefusal(.expectationFailed, "The only supported expectation is 100-continue.")
    }
    return parser.http_minor > 0
  }

  private static func refusal(_ code: llhttp_errno_t) -> RequestRefusal {
    switch code {
    case HPE_INVALID_METHOD: .malformed("The request method is not known.")
    case HPE_INVALID_VERSION: .malformed("The HTTP version is malformed.")
    case HPE_INVALID_URL: .malformed("The request target is malformed.")
    case HPE_INVALID_CONTENT_LENGTH, HPE_UNEXPECTED_CONTENT_LENGTH:
      .malformed("The Content-Length field is malformed or contradicts another field.")
    case HPE_INVALID_TRANSFER_ENCODING: .malformed("The Transfer-Encoding field is malformed.")
    case HPE_INVALID_CHUNK_SIZE: .malformed("The chunked body is malformed.")
    default: .malformed("The request is not well-formed HTTP.")
    }
  }

  // MARK: Fields

  fileprivate func flushField() {
    guard let field = name else { return }
    headers.add(field, value ?? "")
    name = nil
    value = nil
  }

  private static func owner(_ parser: UnsafeMutablePointer<llhttp_t>?) -> Unmanaged<RequestMessage>? {
    parser?.pointee.data.map { Unmanaged<RequestMessage>.fromOpaque($0) }
  }

  /// The callbacks' table. Never written after it is made, and kept for the life of the process as llhttp demands.
  private nonisolated(unsafe) static let settings: UnsafeMutablePointer<llhttp_settings_t> = {
    let table = UnsafeMutablePointer<llhttp_settings_t>.allocate(capacity: 1)
    llhttp_settings_init(table)
    table.pointee.on_url = { parser, at, length in
      RequestMessage.owner(parser)?._withUnsafeGuaranteedRef {
        $0.target = UnsafeRawBufferPointer(start: at, count: length)
      }
      return 0
    }
    table.pointee.on_header_field = { parser, at, length in
      RequestMessage.owner(parser)?._withUnsafeGuaranteedRef {
        $0.flushField()
        $0.name = FieldText.name(UnsafeRawBufferPointer(start: at, count: length))
      }
      return 0
    }
    table.pointee.on_header_value = { parser, at, length in
      RequestMessage.owner(parser)?._withUnsafeGuaranteedRef {
        $0.value = FieldText.value(UnsafeRawBufferPointer(start: at, count: length))
      }
      return 0
    }
    table.pointee.on_body = { parser, at, length in
      RequestMessage.owner(parser)?._withUnsafeGuaranteedRef { message -> Int32 in
        guard message.body.count + length <= message.bodyLimit else {
          message.bodyIsTooLarge = true
          return -1
        }
        message.body.append(contentsOf: UnsafeRawBufferPointer(start: at, count: length))
        return 0
      } ?? 0
    }
    table.pointee.on_message_complete = { parser in
      RequestMessage.owner(parser)?._withUnsafeGuaranteedRef { $0.isWhole = true }
      return Int32(HPE_PAUSED.rawValue)
    }
    return table
  }()
}
