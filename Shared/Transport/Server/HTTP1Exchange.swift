internal import HTTP

/// One request's answer in HTTP/1.1: which framing and connection fields it gets.
struct HTTP1Exchange {
  private let isHead: Bool
  private let isOld: Bool
  let persistent: Bool
  private let date: [UInt8]

  /// - Parameter request: nil when the request could not be read.
  init(request: Request?, isOld: Bool = false, persistent: Bool, date: [UInt8]) {
    isHead = request?.method == .head
    self.isOld = isOld
    self.persistent = persistent
    self.date = date
  }

  /// Whether an answer with this status has a body on the wire.
  func hasBody(_ status: Status) -> Bool {
    !isHead && HTTP1Exchange.mayHaveBody(status)
  }

  static func mayHaveBody(_ status: Status) -> Bool {
    status.code >= 200 && status != .noContent && status != .notModified
  }

  func appendWhole(_ response: Response, to output: inout [UInt8]) {
    var body: [UInt8] = []
    if case .bytes(let bytes) = response.body { body = bytes }
    let framing: ResponseEncoder.Framing
    if !HTTP1Exchange.mayHaveBody(response.status) {
      framing = .none
    } else if isHead, body.isEmpty, response.headers.contains("content-length") {
      framing = .given
    } else {
      framing = .length(body.count)
    }
    appendHead(response, framing, persistent: persistent, to: &output)
    if hasBody(response.status) { output.append(contentsOf: body) }
  }

  func appendHead(
    _ response: Response, _ framing: ResponseEncoder.Framing, persistent: Bool, to output: inout [UInt8]
  ) {
    let persistence: ResponseEncoder.Persistence = persistent ? (isOld ? .keepAlive : .implied) : .close
    ResponseEncoder.appendHead(
      status: response.status, headers: response.headers, framing: framing, persistence: persistence, date: date,
      to: &output)
  }

  /// How a body of unknown length is framed; a length that the handler declares is believed and checked.
  func streamFraming(_ response: Response) -> ResponseEncoder.Framing {
    if !HTTP1Exchange.mayHaveBody(response.status) { return .none }
    if declaredLength(response) != nil { return .given }
    return isOld ? .untilClose : .chunked
  }

  func declaredLength(_ response: Response) -> Int? {
    response.headers["content-length"].flatMap { Int($0) }
  }
}
