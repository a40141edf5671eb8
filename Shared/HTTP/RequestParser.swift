internal import CLLHTTP
internal import Values

/// An incremental parser of HTTP/1.1 requests: bytes in, whole requests out. It does no I/O and is used by one owner.
///
///     head ──(no body)────────────────► request ─► head …
///       └──(body announced)─► .head ─► body ──► request ─► head …
///
/// llhttp reads the grammar with no leniency; `RequestHeadScanner` refuses ambiguous lines before it. After a refusal the
/// parser is not used again.
public final class RequestParser {
  public enum Event: Sendable {
    /// The head has come and a body is to follow.
    case head(contentLength: Int?, expectsContinue: Bool)
    /// A request is whole. `keepAlive` says whether the peer wants to send more on the connection; `minorVersion` is 0
    /// for a peer of HTTP/1.0.
    case request(Request, keepAlive: Bool, minorVersion: Int)
  }

  private enum State {
    case head
    case sizedBody(remaining: Int)
    case chunkedBody
  }

  private let limits: RequestLimits
  private let scheme: String
  private let peer: String
  private var state = State.head
  private var partialHead: [UInt8] = []
  private var scanner: RequestHeadScanner
  private var blankBytes = 0
  private var framingBytes = 0
  private var identifiers = RequestIdentifiers()
  private let message = RequestMessage()
  private var request = Request(method: .get, path: "/", id: UUID(high: 0, low: 0))
  private var keepAlive = true
  private var minorVersion = 1

  /// - Parameters:
  ///   - scheme: What the requests' `scheme` is to be.
  ///   - peer: What the requests' `peer` is to be.
  public init(limits: RequestLimits = RequestLimits(), scheme: String = "http", peer: String = "") {
    self.limits = limits
    self.scheme = scheme
    self.peer = peer
    scanner = RequestHeadScanner(limits: limits)
  }

  /// Bytes of an unfinished request that the parser holds.
  public var bufferedBytes: Int { partialHead.count + request.body.count }

  /// Whether a request has begun and is not whole.
  public var isInsideRequest: Bool {
    if case .head = state { return !partialHead.isEmpty }
    return true
  }

  /// Takes bytes until an event or their end.
  ///
  /// - Parameter consumed: Raised by the number of bytes taken; the rest is to be given again.
  /// - Returns: nil when all bytes are taken and more are needed.
  public func parse(
    _ bytes: UnsafeRawBufferPointer, consumed: inout Int
  ) throws(RequestRefusal) -> Event? {
    let input = UnsafeRawBufferPointer(rebasing: bytes[consumed...])
    if case .head = state { return try parseHead(input, &consumed) }
    return try parseBody(input, &consumed)
  }

  // MARK: Head

  private func parseHead(_ input: UnsafeRawBufferPointer, _ consumed: inout Int) throws(RequestRefusal) -> Event? {
    if partialHead.isEmpty {
      // An empty line before a request is passed over (RFC 9112 §2.2), one of them.
      var start = 0
      while start < input.count, blankBytes < 2, input[start] == (blankBytes == 0 ? 0x0D : 0x0A) {
        start += 1
        blankBytes += 1
      }
      consumed += start
      let rest = UnsafeRawBufferPointer(rebasing: input[start...])
      if let first = rest.first { try RequestParser.checkFirst(first) }
      if let length = try scanner.scan(rest) {
        consumed += length
        return try finishHead(UnsafeRawBufferPointer(rebasing: rest[..<length]))
      }
      consumed += rest.count
      partialHead.append(contentsOf: rest)
      return nil
    }
    let known = partialHead.count
    // No more than the head's bound is copied, however much there is.
    let taken = min(input.count, limits.headBytes + 1 - known)
    partialHead.append(contentsOf: input[..<taken])
    let found = try partialHead.withUnsafeBufferPointer { bytes throws(RequestRefusal) in
      try scanner.scan(UnsafeRawBufferPointer(bytes))
    }
    guard let length = found else {
      consumed += taken
      return nil
    }
    consumed += length - known
    let head = partialHead
    partialHead = []
    return try head.withUnsafeBufferPointer { bytes throws(RequestRefusal) in
      try finishHead(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: bytes[..<length])))
    }
  }

  /// Refuses at its first byte what can't become a request, for its sender may wait for an answer before it goes on.
  private static func checkFirst(_ byte: UInt8) throws(RequestRefusal) {
    guard !FieldText.isTokenByte(byte) else { return }
    // The type of a TLS record that carries a handshake (RFC 8446 §5.1).
    if byte == 0x16 { throw .malformed("This port speaks plain HTTP, not TLS: the URL must begin with http://.") }
    throw .malformed("The request does not begin with a method.")
  }

  private func finishHead(_ head: UnsafeRawBufferPointer) throws(RequestRefusal) -> Event? {
    scanner = RequestHeadScanner(limits: limits)
    blankBytes = 0
    framingBytes = 0
    let facts = try message.parse(head: head, limits: limits)
    keepAlive = facts.keepAlive
    minorVersion = facts.minorVersion
    request = Request(
      method: facts.method, path: facts.target.path, query: facts.target.query, scheme: scheme,
      authority: facts.target.authority ?? facts.host, headers: facts.headers, peer: peer,
      id: .random(using: &identifiers))
    if facts.isChunked {
      state = .chunkedBody
      return .head(contentLength: nil, expectsContinue: facts.expectsContinue)
    }
    guard facts.contentLength > 0 else { return finishRequest() }
    guard facts.contentLength <= UInt64(limits.bodyBytes) else { throw limits.largeBody }
    let length = Int(facts.contentLength)
    state = .sizedBody(remaining: length)
    return .head(contentLength: length, expectsContinue: facts.expectsContinue)
  }

  // MARK: Body

  private func parseBody(_ input: UnsafeRawBufferPointer, _ consumed: inout Int) throws(RequestRefusal) -> Event? {
    guard !input.isEmpty else { return nil }
    if case .sizedBody(let remaining) = state {
      // Room is made as bytes come, not as they are announced.
      let taken = min(remaining, input.count)
      if request.body.isEmpty, taken == remaining { request.body.reserveCapacity(remaining) }
      request.body.append(contentsOf: input[..<taken])
      consumed += taken
      if taken == remaining { return finishRequest() }
      state = .sizedBody(remaining: remaining - taken)
      return nil
    }
    let known = request.body.count
    let (taken, complete) = try message.parse(body: input, into: &request.body, limits: limits)
    consumed += taken
    framingBytes += taken - (request.body.count - known)
    // Chunks of one byte with short sizes stay below this; long extensions and trailers do not.
    if framingBytes > limits.headBytes + 16 * request.body.count {
      throw .malformed("The chunked body has too much framing for its content.")
    }
    return complete ? finishRequest() : nil
  }

  private func finishRequest() -> Event {
    state = .head
    let whole = request
    request.body = []
    request.headers = Headers()
    return .request(whole, keepAlive: keepAlive, minorVersion: minorVersion)
  }
}
