internal import HTTP

/// How a stream ended, for the request on it.
enum StreamEnd {
  case response(Response)
  case failed(UpstreamError)
  /// The peer has not seen the request, or says that it did not act on it.
  case notProcessed
  /// The connection broke after the request was sent.
  case lost
}

/// One request on a session, and the answer as far as it has come.
final class ClientStream {
  let call: UpstreamPool.CallID
  private let body: [UInt8]
  private var bodySent = 0
  private let isHead: Bool

  /// Whether the request's header block has left the session.
  var isSent = false
  /// Whether the answer has come whole.
  private(set) var isComplete = false
  /// What the session's owner ended the stream for, before it closed.
  var failure: UpstreamError?

  private var status = 0
  private var headers = Headers()
  private var headerBytes = 0
  private var inTrailers = false
  private var received: [UInt8] = []
  private let maximumBytes: Int
  private let maximumHeaderBytes: Int

  init(call: UpstreamPool.CallID, request: Request, configuration: UpstreamConfiguration) {
    self.call = call
    body = request.body
    isHead = request.method == .head
    maximumBytes = configuration.maximumResponseBytes
    maximumHeaderBytes = configuration.maximumResponseHeaderBytes
  }

  // MARK: Request

  var hasBody: Bool { !body.isEmpty }
  /// How many bytes of the body have not gone yet.
  var bodyLeft: Int { body.count - bodySent }

  /// Appends the next bytes of the body.
  func takeBody(_ count: Int, into output: inout [UInt8]) {
    output.append(contentsOf: body[bodySent..<bodySent + count])
    bodySent += count
  }

  // MARK: Answer

  func beginHeaders() {
    if status >= 200 {
      inTrailers = true
    } else {
      status = 0
      headers = Headers()
    }
  }

  /// Takes one field. Returns false when the fields are more than the bound.
  func addHeader(_ name: UnsafeBufferPointer<UInt8>, _ value: UnsafeBufferPointer<UInt8>) -> Bool {
    headerBytes += name.count + value.count + 32
    guard headerBytes <= maximumHeaderBytes else {
      failure = .protocolError("response fields over \(maximumHeaderBytes) bytes")
      return false
    }
    if inTrailers { return true }
    if name.first == UInt8(ascii: ":") {
      // nghttp2 lets no pseudo-field through but `:status`, with three digits.
      status = value.reduce(0) { $0 * 10 + Int($1 &- UInt8(ascii: "0")) }
      return true
    }
    let nameText = String(decoding: name, as: UTF8.self)
    let valueText = String(decoding: value, as: UTF8.self)
    if nameText == "content-length", !isHead {
      // The body says it itself; only its room is taken from here.
      guard let length = Int(valueText) else { return true }
      guard length <= maximumBytes else { return refuseSize() }
      received.reserveCapacity(min(length, 1 << 20))
    } else if !HopByHop.contains(nameText) {
      headers.add(nameText, valueText)
    }
    return true
  }

  /// Takes a part of the body. Returns false when the body is more than the bound.
  func addBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard received.count + bytes.count <= maximumBytes else { return refuseSize() }
    received.append(contentsOf: bytes)
    return true
  }

  private func refuseSize() -> Bool {
    failure = .protocolError("response body over \(maximumBytes) bytes")
    received = []
    return false
  }

  func finish() { isComplete = status >= 200 && failure == nil }

  var response: Response {
    Response(status: Status(code: status), headers: headers, body: received.isEmpty ? .empty : .bytes(received))
  }
}
