import HTTP
import Reactor
import Synchronization
import Testing
import Transport

/// A responder that accepts every WebSocket.
func webSocket(
  _ run: @escaping @Sendable (any WebSocket) async -> Void
) -> @Sendable (Request) async -> Response {
  { request in
    Response(
      status: .ok, body: .webSocket(WebSocketUpgrade(subprotocol: request.webSocketSubprotocols.first, run: run)))
  }
}

/// Sends every text message back.
@Sendable func echoMessages(_ socket: any WebSocket) async {
  while let message = await socket.receive() {
    if case .text(let text) = message { try? await socket.send(text: text) }
  }
}

@Suite("WebSocket server")
struct ServerWebSocketTests {
  @Test("A handshake is answered with the key's digest and the subprotocol, then messages go both ways")
  func opens() async throws {
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try WebSocketClient(port: server.port, fields: "Sec-WebSocket-Protocol: prefect, other\r\n")
      #expect(client.answer.status == 101)
      #expect(client.answer["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
      #expect(client.answer["sec-websocket-protocol"] == "prefect")
      #expect(client.answer["upgrade"] == "websocket")
      for size in [0, 5, 125, 126, 65_535, 65_536, 300_000] {
        let text = String(repeating: "é", count: size / 2)
        client.send(text)
        let frame = try client.readFrame()
        #expect(frame.opcode == 1)
        #expect(frame.text == text)
      }
      client.send(8, [0x03, 0xE8])
      #expect(try client.readFrame() == .init(opcode: 8, payload: [0x03, 0xE8]))
      #expect(try client.socket.readToEnd().isEmpty)
    }
  }

  @Test("Messages that come with the handshake in one piece are not lost")
  func readsAhead() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let accept = webSocket(echoMessages)
    try await withServer(
      respond: { request in
        if request.path == "/slow" { try? await loop.sleep(for: .milliseconds(5)) }
        return await accept(request)
      }
    ) { server in
      for path in ["/", "/slow"] {
        let client = try RawClient(port: server.port)
        let head = """
          GET \(path) HTTP/1.1\r\nHost: x\r\nUpgrade: WebSocket\r\nConnection: Upgrade\r\n\
          Sec-WebSocket-Key: \(WebSocketClient.key)\r\nSec-WebSocket-Version: 13\r\n\r\n
          """
        client.send(Array(head.utf8) + WebSocketClient.frame(1, [65]) + WebSocketClient.frame(1, [66]))
        #expect(try client.readAnswer().status == 101)
        #expect(try client.read(6) == [0x81, 1, 65, 0x81, 1, 66])
      }
    }
  }

  @Test("A handshake that is no WebSocket's is refused as an ordinary answer, and the connection goes on")
  func refusesHandshakes() async throws {
    let good = """
      GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
      Sec-WebSocket-Key: \(WebSocketClient.key)\r\nSec-WebSocket-Version: 13\r\n\r\n
      """
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try RawClient(port: server.port)
      let cases: [(find: String, put: String, code: Int)] = [
        ("Upgrade: websocket", "Upgrade: h2c", 426),
        ("Connection: Upgrade", "Connection: keep-alive", 426),
        ("Version: 13", "Version: 8", 426),
        (WebSocketClient.key, "short", 400),
        ("Sec-WebSocket-Key", "X-Key", 400),
      ]
      for (find, put, code) in cases {
        guard let range = good.firstRange(of: find) else { continue }
        client.send(good.replacingCharacters(range, put))
        #expect(try client.readAnswer().status == code, "\(put)")
      }
      client.send(good)
      #expect(try client.readAnswer().status == 101)
    }
  }

  @Test("A responder may refuse a handshake with an answer of its own")
  func rejects() async throws {
    try await withServer(respond: { _ in Response(status: .forbidden) }) { server in
      let client = try WebSocketClient(port: server.port)
      #expect(client.answer.status == 403)
    }
  }

  @Test("Fragments are put together, control frames between them come through")
  func joinsFragments() async throws {
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try WebSocketClient(port: server.port)
      client.send(1, [0xC3], isFinal: false)
      client.send(9, Array("p".utf8))
      client.send(0, [0xA9, 65], isFinal: false)
      client.send(0, [66])
      #expect(try client.readFrame() == .init(opcode: 10, payload: Array("p".utf8)))
      #expect(try client.readFrame().text == "éAB")
    }
  }

  @Test("A handler that answers pings itself gets them in order with the messages")
  func handsOverPings() async throws {
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      await socket.answersPings(false)
      try? await socket.send(text: Array("ready".utf8))
      var seen = ""
      while let message = await socket.receive() {
        switch message {
        case .text(let text): seen += String(decoding: text, as: UTF8.self)
        case .ping(let payload): try? await socket.send(pong: payload + Array(seen.utf8))
        default: break
        }
      }
    }
    try await withServer(respond: webSocket(run)) { server in
      let client = try WebSocketClient(port: server.port)
      _ = try client.readFrame()
      client.send("a")
      client.send("b")
      client.send(9, Array("1:".utf8))
      client.send("c")
      client.send(9, Array("2:".utf8))
      #expect(try client.readFrame().text == "1:ab")
      #expect(try client.readFrame().text == "2:abc")
    }
  }

  static let failures: [(bytes: [UInt8], code: Int)] = [
    (WebSocketClient.frame(1, [65], isMasked: false), 1002),
    (WebSocketClient.frame(1, [65], reserved: 0x40), 1002),
    (WebSocketClient.frame(3, [65]), 1002),
    (WebSocketClient.frame(0, [65]), 1002),
    (WebSocketClient.frame(1, [65], isFinal: false) + WebSocketClient.frame(1, [65]), 1002),
    (WebSocketClient.frame(9, [65], isFinal: false), 1002),
    (WebSocketClient.frame(9, [UInt8](repeating: 1, count: 126)), 1002),
    (WebSocketClient.frame(8, [3]), 1002),
    (WebSocketClient.frame(8, [3, 0xED]), 1002),
    ([0x81, 0xFE, 0, 5, 0, 0, 0, 0, 1, 2, 3, 4, 5], 1002),
    ([0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1002),
    (WebSocketClient.frame(1, [0xFF]), 1007),
    (WebSocketClient.frame(1, [0xED, 0xA0, 0x80]), 1007),
    (WebSocketClient.frame(1, [0xC3]), 1007),
    (WebSocketClient.frame(8, [3, 0xE8, 0xFF]), 1007),
    (WebSocketClient.frame(1, [UInt8](repeating: 65, count: 1001)), 1009),
    (
      WebSocketClient.frame(1, [UInt8](repeating: 65, count: 600), isFinal: false)
        + WebSocketClient.frame(0, [UInt8](repeating: 65, count: 600)), 1009
    ),
    ([0x81, 0xFF, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], 1009),
    (
      WebSocketClient.frame(1, [], isFinal: false)
        + [[UInt8]](repeating: WebSocketClient.frame(0, [], isFinal: false), count: 5).joined(), 1009
    ),
  ]

  @Test("What breaks the protocol or a limit closes with the code that says so", arguments: failures.indices)
  func failsWithCode(index: Int) async throws {
    let (bytes, code) = ServerWebSocketTests.failures[index]
    var limits = ConnectionLimits.patient
    limits.webSocketMessageBytes = 1000
    limits.webSocketFragments = 5
    try await withServer(limits: limits, respond: webSocket(echoMessages)) { server in
      let client = try WebSocketClient(port: server.port)
      client.send("before")
      #expect(try client.readFrame().text == "before")
      client.socket.send(bytes)
      let frame = try client.readFrame()
      #expect(frame.opcode == 8)
      #expect(frame.code == code)
    }
  }

  @Test("A handler closes with a code and a reason that is cut to what fits, at a character's end")
  func closes() async throws {
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      await socket.close(code: 1008, reason: String(repeating: "é", count: 100))
    }
    try await withServer(respond: webSocket(run)) { server in
      let client = try WebSocketClient(port: server.port)
      let frame = try client.readFrame()
      #expect(frame.code == 1008)
      #expect(frame.reason == String(repeating: "é", count: 61))
      client.send(8, [0x03, 0xF0])
      #expect(try client.socket.readToEnd().isEmpty)
    }
  }

  @Test("A handler that returns closes with 1000")
  func ends() async throws {
    try await withServer(respond: webSocket { _ in }) { server in
      let client = try WebSocketClient(port: server.port)
      #expect(try client.readFrame().code == 1000)
    }
  }

  @Test("Messages that came before the peer left are still given to the handler, then nil")
  func keepsLastMessages() async throws {
    let (lines, feed) = AsyncStream<String>.makeStream()
    let go = AsyncStream<Void>.makeStream()
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      feed.yield("open")
      var iterator = go.stream.makeAsyncIterator()
      _ = await iterator.next()
      while let message = await socket.receive() {
        if case .text(let text) = message { feed.yield(String(decoding: text, as: UTF8.self)) }
      }
      feed.yield(Task.isCancelled ? "cancelled" : "end")
    }
    try await withServer(respond: webSocket(run)) { server in
      var iterator = lines.makeAsyncIterator()
      let client = try WebSocketClient(port: server.port)
      #expect(await iterator.next() == "open")
      client.send("a")
      client.send("b")
      client.socket.close()
      while await server.load().connections > 0 {}
      go.continuation.yield()
      #expect(await iterator.next() == "a")
      #expect(await iterator.next() == "b")
      #expect(await iterator.next() == "end")
    }
  }

  @Test("A handler that does not notice the end is cancelled after a while")
  func cancelsHandlers() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let (lines, feed) = AsyncStream<Bool>.makeStream()
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      do {
        try await loop.sleep(for: .seconds(60))
      } catch {
        feed.yield(Task.isCancelled)
      }
    }
    var limits = ConnectionLimits.patient
    limits.webSocketCloseTimeout = .milliseconds(30)
    try await withServer(limits: limits, respond: webSocket(run)) { server in
      var iterator = lines.makeAsyncIterator()
      let client = try WebSocketClient(port: server.port)
      #expect(client.answer.status == 101)
      client.socket.close()
      #expect(await iterator.next() == true)
    }
  }

  @Test("The server pings, keeps a peer that answers and drops one that does not")
  func pings() async throws {
    var limits = ConnectionLimits.patient
    limits.webSocketPingInterval = .milliseconds(30)
    limits.webSocketPingTimeout = .milliseconds(200)
    try await withServer(limits: limits, respond: webSocket(echoMessages)) { server in
      let client = try WebSocketClient(port: server.port)
      for _ in 0..<3 {
        let frame = try client.readFrame()
        #expect(frame.opcode == 9)
        client.send(10, frame.payload)
      }
      #expect(try client.readFrame().opcode == 9)
      #expect(try client.socket.readToEnd().isEmpty)
    }
  }

  @Test("While a handler is slow, a bounded number of bytes is read from its peer")
  func boundsReceiving() async throws {
    let gate = AsyncStream<Void>.makeStream()
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      var iterator = gate.stream.makeAsyncIterator()
      _ = await iterator.next()
      var count = 0
      while let message = await socket.receive() {
        guard case .text(let text) = message else { continue }
        if text.isEmpty { break }
        count += text.count
      }
      try? await socket.send(text: Array(String(count).utf8))
    }
    var limits = ConnectionLimits.patient
    limits.webSocketReceiveBytes = 100_000
    try await withServer(limits: limits, respond: webSocket(run)) { server in
      let client = try WebSocketClient(port: server.port)
      let message = WebSocketClient.frame(1, [UInt8](repeating: 65, count: 10_000))
      let total = 2000
      // The sender blocks: the socket's buffers hold far less than 20 MB.
      let sent = Atomic<Int>(0)
      let sender = BlockingThread {
        for _ in 0..<total {
          client.socket.send(message)
          sent.add(1, ordering: .relaxed)
        }
        client.send("")
      }
      let other = try WebSocketClient(port: server.port)
      #expect(other.answer.status == 101)
      #expect(sent.load(ordering: .relaxed) < total)
      gate.continuation.yield()
      sender.join()
      #expect(try client.readFrame().text == String(total * 10_000))
    }
  }

  @Test("A handler's sends wait while its peer reads nothing")
  func boundsSending() async throws {
    let sent = Atomic<Int>(0)
    let run: @Sendable (any WebSocket) async -> Void = { socket in
      for _ in 0..<2000 {
        guard (try? await socket.send(text: [UInt8](repeating: 65, count: 10_000))) != nil else { return }
        sent.add(1, ordering: .relaxed)
      }
    }
    try await withServer(respond: webSocket(run)) { server in
      let client = try WebSocketClient(port: server.port, receiveBuffer: 4096)
      #expect(try client.readFrame().payload.count == 10_000)
      let other = try RawClient(port: server.port)
      other.send("x")
      #expect(await server.load().connections == 2)
      #expect(sent.load(ordering: .relaxed) < 1000)
      for _ in 1..<2000 { _ = try client.readFrame() }
      #expect(try client.readFrame().code == 1000)
    }
  }

  @Test("A drain closes WebSockets with 1012")
  func drains() async throws {
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try WebSocketClient(port: server.port)
      // Begun at once: the threads of the pool may all wait in blocking reads.
      let drain = Task.immediate { await server.drain(within: .seconds(20)) }
      let frame = try client.readFrame()
      #expect(frame.code == 1012)
      client.send(8, frame.payload)
      #expect(try client.socket.readToEnd().isEmpty)
      await drain.value
    }
  }
}

extension String {
  func replacingCharacters(_ range: Range<String.Index>, _ text: String) -> String {
    String(self[..<range.lowerBound]) + text + String(self[range.upperBound...])
  }
}
