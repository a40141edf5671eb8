internal import Glibc
internal import Reactor

/// A server that does nothing: every request gets the same answer at once, every ping its pong. It shows what the generator can do.
final class StubServer: LoadRun, ReadinessHandler {
  private let loop: EventLoop
  private let port: Int
  private let seconds: Int
  private var listener: Int32 = -1
  private var registration: Registration?
  private var connections: [ObjectIdentifier: Connection] = [:]
  private var served = 0

  /// As long as a real answer to the creation of a flow run, with an id where one is looked for.
  private static let answer: [UInt8] = {
    let body =
      #"{"id":"0f1e2d3c-4b5a-4968-8776-655443322110","filler":""# + String(repeating: "x", count: 2200) + #""}"#
    return Array(
      "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)".utf8
    )
  }()

  final class Connection {
    let wire: Wire
    var isWebSocket = false

    init(wire: Wire) {
      self.wire = wire
    }
  }

  init(loop: EventLoop, options: Options) throws {
    self.loop = loop
    port = try options.integer("port")
    seconds = try options.integer("seconds")
  }

  func start() throws {
    listener = try Descriptor.listen(port: port)
    registration = try loop.register(listener, for: .read, handler: self)
    loop.schedule(after: .seconds(seconds)) { [self] in loop.stop() }
  }

  func ready(_ readiness: Readiness) {
    while true {
      let descriptor = accept(listener, nil, nil)
      guard descriptor >= 0 else { return }
      Descriptor.prepare(descriptor)
      let connection = Connection(wire: Wire(loop: loop, descriptor: descriptor))
      let key = ObjectIdentifier(connection)
      connection.wire.received = { [unowned self, unowned connection] in serve(connection) }
      connection.wire.ended = { [unowned self] _ in connections[key] = nil }
      connections[key] = connection
      do { try connection.wire.open() } catch { connections[key] = nil }
    }
  }

  private func serve(_ connection: Connection) {
    let wire = connection.wire
    while !connection.isWebSocket {
      let size: Int? = wire.input.withUnsafeBufferPointer { buffer in
        guard let head = HTTPAnswer.endOfHead(buffer, from: wire.consumed) else { return nil }
        let end = head + (HTTPAnswer.contentLength(buffer, wire.consumed..<head) ?? 0)
        return end <= buffer.count ? end - wire.consumed : nil
      }
      guard let size else { return }
      if wire.input[wire.consumed...].starts(with: "GET /api/events/in".utf8) {
        connection.isWebSocket = true
        wire.send("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n".utf8)
      } else {
        wire.send(StubServer.answer)
        served += 1
      }
      wire.consume(size)
    }
    while let frame = Frame.decode(wire.input, from: wire.consumed) {
      wire.consume(frame.size)
      if frame.opcode == Frame.ping { wire.send(Frame.encode(Frame.pong, frame.payload, mask: nil)) }
      if frame.opcode == Frame.text, frame.payload.starts(with: #"{"type":"auth""#.utf8) {
        wire.send(Frame.encode(Frame.text, Array(#"{"type":"auth_success"}"#.utf8), mask: nil))
      }
    }
  }

  func report(elapsed: Int64) -> Report {
    var report = Report()
    report.add("served", served)
    return report
  }
}
