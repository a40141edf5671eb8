internal import Reactor

/// One keep-alive connection with one request in flight. A connection that the server closes is made anew.
final class HTTPClient {
  private let loop: EventLoop
  private let port: Int
  private var wire: Wire?
  private var pending: ((Int, [UInt8], Range<Int>) -> Void)?
  private var request: [UInt8] = []

  /// Told of every request that got no answer.
  var failed: (String) -> Void = { _ in }

  /// The headers that the stock Prefect client sends, except that nothing is asked to be compressed.
  static let headers =
    "Host: 127.0.0.1\r\nAccept: */*\r\nConnection: keep-alive\r\nUser-Agent: prefect/3.9.1 (API 0.8.4)\r\n"
    + "Prefect-Csrf-Client: 6b1b0f5e-52a4-4dd5-8d5e-3a4c5ee4d0a5\r\nX-Prefect-Api-Version: 0.8.4\r\n"

  init(loop: EventLoop, port: Int) {
    self.loop = loop
    self.port = port
  }

  /// Sends the request; `answered` gets the status, the buffer and where in it the body is.
  func send(
    _ method: String, _ path: String, body: String = "", answered: @escaping (Int, [UInt8], Range<Int>) -> Void
  ) {
    let head = "\(method) \(path) HTTP/1.1\r\n" + HTTPClient.headers
    let rest =
      method == "GET" ? "\r\n" : "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
    request = Array((head + rest + body).utf8)
    pending = answered
    if wire == nil { connect() }
    wire?.send(request)
  }

  func close() {
    wire?.close()
    wire = nil
    pending = nil
  }

  private func connect() {
    do {
      let wire = Wire(loop: loop, descriptor: try Descriptor.connect(port: port))
      wire.received = { [unowned self] in received() }
      wire.ended = { [unowned self] reason in
        self.wire = nil
        if pending != nil { fail(reason) }
      }
      try wire.open()
      self.wire = wire
    } catch {
      fail("\(error)")
    }
  }

  private func received() {
    guard let wire else { return }
    switch HTTPAnswer.parse(wire.input, from: wire.consumed) {
    case .incomplete: return
    case .invalid(let reason):
      wire.close()
      self.wire = nil
      fail(reason)
    case .complete(let answer):
      let call = pending
      pending = nil
      let input = wire.input
      wire.consume(answer.body.upperBound - wire.consumed)
      call?(answer.status, input, answer.body)
    }
  }

  /// Reports after a pause: a server that is away must not make the generator spin.
  private func fail(_ reason: String) {
    pending = nil
    loop.schedule(after: .milliseconds(100)) { [self] in failed(reason) }
  }
}
