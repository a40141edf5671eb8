import HTTP
import Reactor
import Synchronization
import Testing
import Transport

@Suite("HTTP/2 server")
struct ServerHTTP2Tests {
  @Test("Many streams of a connection are answered, each with its own body")
  func answersStreams() async throws {
    try await withServer(respond: echo) { server in
      let client = try HTTP2Client(port: server.port)
      for number in 0..<100 { client.socket.send(HTTP2Client.get("/a?n=\(number)", stream: 2 * number + 1)) }
      var bodies: [Int: String] = [:]
      while bodies.count < 100 {
        let frame = try client.readFrame()
        if frame.type == HTTP2Client.headers { #expect(frame.status == 200) }
        if frame.type == HTTP2Client.data { bodies[frame.stream, default: ""] += frame.text }
      }
      for number in 0..<100 { #expect(bodies[2 * number + 1] == "GET /a n=\(number) ") }
      #expect(await server.load().requests == 0)
    }
  }

  @Test("The preface may come byte by byte, and anything else is HTTP/1.1")
  func detects() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      let bytes = HTTP2Client.preface + HTTP2Client.frame(4, stream: 0) + HTTP2Client.get("/", stream: 1)
      for byte in bytes { client.send([byte]) }
      #expect(try client.read(9)[3] == HTTP2Client.settings)
      let other = try RawClient(port: server.port)
      for byte in Array("PUT /a HTTP/1.1\r\nHost: x\r\n\r\n".utf8) { other.send([byte]) }
      #expect(try other.readAnswer().text == "PUT /a - ")
    }
  }

  @Test("A request's body arrives whole, trailers are passed over, and 100 Continue comes when it is waited for")
  func readsBodies() async throws {
    try await withServer(respond: echo) { server in
      let client = try HTTP2Client(port: server.port)
      client.send(
        HTTP2Client.headers, flags: 0x4, stream: 1,
        payload: HTTP2Client.request("PUT", "/a", [("expect", "100-continue")]))
      #expect(try client.read(HTTP2Client.headers).status == 100)
      client.send(HTTP2Client.data, stream: 1, payload: Array("he".utf8))
      client.send(HTTP2Client.data, stream: 1, payload: Array("llo".utf8))
      client.send(HTTP2Client.headers, flags: 0x5, stream: 1, payload: HTTP2Client.block([("x-sum", "1")]))
      #expect(try client.read(HTTP2Client.headers).status == 200)
      #expect(try client.read(HTTP2Client.data).text == "PUT /a - hello")
    }
  }

  @Test("curl sends and gets large bodies, HEAD and 204 have none")
  func servesCurl() async throws {
    try await withServer(respond: { $0.path == "/none" ? .noContent() : await echo($0) }) { server in
      let curl = "curl -s -m 20 --http2-prior-knowledge"
      let url = "http://127.0.0.1:\(server.port)"
      let output = run("head -c 3000000 /dev/zero | tr '\\0' 'a' | \(curl) -X POST --data-binary @- \(url)/big")
      #expect(output.utf8.count == 3_000_000 + "POST /big - ".utf8.count)
      #expect(run("\(curl) -I \(url)/a").contains("content-length: 10"))
      #expect(run("\(curl) -w '%{http_code} %{http_version}' \(url)/none") == "204 2")
    }
  }

  @Test(
    "A target of 65,000 bytes is read on HTTP/1.1 and on HTTP/2", arguments: ["--http1.1", "--http2-prior-knowledge"])
  func readsLongTargets(version: String) async throws {
    let target = "/" + String(repeating: "a", count: 65_000)
    try await withServer(respond: echo) { server in
      #expect(run("curl -s -m 20 \(version) http://127.0.0.1:\(server.port)\(target)") == "GET \(target) - ")
    }
  }

  @Test("No more is sent than the peer's window lets through")
  func holdsWindow() async throws {
    let respond: @Sendable (Request) async -> Response = { _ in
      Response(
        status: .ok,
        body: .stream { writer in
          for _ in 0..<10 { try await writer.write(Array("0123456789".utf8)) }
        })
    }
    try await withServer(respond: respond) { server in
      let client = try HTTP2Client(port: server.port, settings: [(4, 15)])
      client.socket.send(HTTP2Client.get("/", stream: 1))
      var got = try client.read(HTTP2Client.data).payload.count
      while got < 15 { got += try client.read(HTTP2Client.data).payload.count }
      #expect(got == 15)
      client.send(HTTP2Client.ping, stream: 0, payload: [1, 2, 3, 4, 5, 6, 7, 8])
      // Nothing of the stream comes before the ping's answer.
      #expect(try client.readFrame().type != HTTP2Client.data)
      client.send(HTTP2Client.windowUpdate, stream: 1, payload: HTTP2Client.word(1000))
      while true {
        let frame = try client.read(HTTP2Client.data)
        got += frame.payload.count
        if frame.isLast { break }
      }
      #expect(got == 100)
    }
  }

  @Test("A stream whose peer keeps its window shut is given up")
  func resetsStalledStreams() async throws {
    var limits = ConnectionLimits.patient
    limits.writeTimeout = .milliseconds(40)
    try await withServer(limits: limits, respond: echo) { server in
      let client = try HTTP2Client(port: server.port, settings: [(4, 3)])
      client.socket.send(HTTP2Client.get("/", stream: 1))
      #expect(try client.read(HTTP2Client.data).text == "GET")
      #expect(try client.read(HTTP2Client.reset).error == 8)
    }
  }

  @Test("A reset cancels the request's task")
  func cancels() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let (outcomes, feed) = AsyncStream<Bool>.makeStream()
    try await withServer(
      respond: { _ in
        feed.yield(false)
        try? await loop.sleep(for: .seconds(60))
        feed.yield(Task.isCancelled)
        return .noContent()
      }
    ) { server in
      var iterator = outcomes.makeAsyncIterator()
      let client = try HTTP2Client(port: server.port)
      client.socket.send(HTTP2Client.get("/", stream: 1))
      #expect(await iterator.next() == false)
      client.send(HTTP2Client.reset, stream: 1, payload: HTTP2Client.word(8))
      #expect(await iterator.next() == true)
      client.socket.send(HTTP2Client.get("/", stream: 3))
      #expect(await iterator.next() == false)
    }
  }

  @Test("What exceeds a limit of the request has its status, and the connection goes on")
  func namesLimits() async throws {
    var limits = ConnectionLimits.patient
    limits.request.targetBytes = 50
    limits.request.headBytes = 500
    limits.request.bodyBytes = 20
    limits.bodyTimeout = .milliseconds(50)
    let long = String(repeating: "a", count: 600)
    let cases: [(block: [UInt8], body: [UInt8]?, isLast: Bool, code: Int)] = [
      (HTTP2Client.request("GET", "/" + long), nil, true, 414),
      (HTTP2Client.request("GET", "/", [("a", long)]), nil, true, 431),
      (HTTP2Client.request("PUT", "/", [("content-length", "21")]), nil, false, 413),
      (HTTP2Client.request("PUT", "/"), [UInt8](repeating: 1, count: 21), false, 413),
      (HTTP2Client.request("PUT", "/"), [1], false, 408),
      (HTTP2Client.request("GET", "/a#b"), nil, true, 400),
      (HTTP2Client.request("GET", "/", authority: "user@x"), nil, true, 400),
    ]
    try await withServer(limits: limits, respond: echo) { server in
      for (block, body, isLast, code) in cases {
        let client = try HTTP2Client(port: server.port)
        client.send(HTTP2Client.headers, flags: isLast ? 0x5 : 0x4, stream: 1, payload: block)
        if let body { client.send(HTTP2Client.data, stream: 1, payload: body) }
        #expect(try client.read(HTTP2Client.headers).status == code)
        client.socket.send(HTTP2Client.get("/after", stream: 3))
        while try client.read(HTTP2Client.data).text != "GET /after - " {}
      }
      #expect(await server.load().bufferedRequestBytes == 0)
    }
  }

  @Test("Streams beyond the bound are refused; a peer that has confirmed the bound loses the connection")
  func boundsStreams() async throws {
    let gate = AsyncStream<Void>.makeStream()
    var limits = ConnectionLimits.patient
    limits.concurrentStreams = 4
    try await withServer(
      limits: limits,
      respond: { _ in
        var iterator = gate.stream.makeAsyncIterator()
        _ = await iterator.next()
        return .noContent()
      }
    ) { server in
      let client = try HTTP2Client(port: server.port)
      for number in 0..<5 { client.socket.send(HTTP2Client.get("/", stream: 2 * number + 1)) }
      let frame = try client.read(HTTP2Client.reset)
      #expect(frame.stream == 9)
      #expect(frame.error == 7)
      client.send(HTTP2Client.settings, flags: 1, stream: 0)
      client.socket.send(HTTP2Client.get("/", stream: 11))
      #expect(try client.read(HTTP2Client.goAway).error == 1)
      gate.continuation.finish()
    }
  }

  @Test("A drain sends GOAWAY and lets open streams finish")
  func drains() async throws {
    let (starts, feed) = AsyncStream<Void>.makeStream()
    let gate = AsyncStream<Void>.makeStream()
    try await withServer(
      respond: { request in
        feed.yield()
        var iterator = gate.stream.makeAsyncIterator()
        _ = await iterator.next()
        return await echo(request)
      }
    ) { server in
      let idle = try HTTP2Client(port: server.port)
      _ = try idle.read(HTTP2Client.settings)
      let busy = try HTTP2Client(port: server.port)
      busy.socket.send(HTTP2Client.get("/slow", stream: 1))
      var iterator = starts.makeAsyncIterator()
      _ = await iterator.next()
      let drain = Task.immediate { await server.drain(within: .seconds(20)) }
      #expect(try idle.read(HTTP2Client.goAway).error == 0)
      #expect(try busy.read(HTTP2Client.goAway).error == 0)
      gate.continuation.yield()
      #expect(try busy.read(HTTP2Client.data).text == "GET /slow - ")
      await drain.value
      #expect(await server.load().connections == 0)
      #expect(await server.load().requests == 0)
    }
  }

  @Test("An idle connection is told so and closed")
  func closesIdle() async throws {
    var limits = ConnectionLimits.patient
    limits.idleTimeout = .milliseconds(50)
    try await withServer(limits: limits, respond: echo) { server in
      let client = try HTTP2Client(port: server.port)
      client.socket.send(HTTP2Client.get("/", stream: 1))
      #expect(try client.read(HTTP2Client.headers).status == 200)
      #expect(try client.read(HTTP2Client.goAway).error == 0)
      #expect(try client.socket.readToEnd().isEmpty)
    }
  }

  @Test("A connection without a request whose peer pings outlives the time for a request's head")
  func keepsPinged() async throws {
    var limits = ConnectionLimits.patient
    limits.headTimeout = .milliseconds(500)
    try await withServer(limits: limits, respond: echo) { server in
      let warm = try HTTP2Client(port: server.port)
      warm.send(HTTP2Client.ping, stream: 0, payload: [UInt8](repeating: 7, count: 8))
      #expect(try warm.read(HTTP2Client.ping).flags == 1)
      let silent = try HTTP2Client(port: server.port)
      #expect(try silent.read(HTTP2Client.goAway).error == 0)
      warm.socket.send(HTTP2Client.get("/", stream: 1))
      #expect(try warm.read(HTTP2Client.headers).status == 200)
    }
  }

  @Test("A WebSocket's stream ends when its peer ends it without a close frame")
  func endsWebSockets() async throws {
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try HTTP2Client(port: server.port)
      _ = try client.read(HTTP2Client.settings)
      client.send(HTTP2Client.settings, flags: 1, stream: 0)
      client.send(
        HTTP2Client.headers, flags: 0x4, stream: 1,
        payload: HTTP2Client.request("CONNECT", "/", [(":protocol", "websocket"), ("sec-websocket-version", "13")]))
      #expect(try client.read(HTTP2Client.headers).status == 200)
      client.send(HTTP2Client.data, flags: 1, stream: 1)
      let last = try client.read(HTTP2Client.data)
      #expect(last.isLast)
      #expect(last.payload.isEmpty)
    }
  }

  @Test("A WebSocket runs over extended CONNECT")
  func carriesWebSockets() async throws {
    try await withServer(respond: webSocket(echoMessages)) { server in
      let client = try HTTP2Client(port: server.port)
      let settings = try client.read(HTTP2Client.settings).payload
      let entries = stride(from: 0, to: settings.count, by: 6).map { Array(settings[$0..<($0 + 6)]) }
      #expect(entries.contains([0, 8, 0, 0, 0, 1]))
      client.send(HTTP2Client.settings, flags: 1, stream: 0)
      client.send(
        HTTP2Client.headers, flags: 0x4, stream: 1,
        payload: HTTP2Client.request(
          "CONNECT", "/ws",
          [(":protocol", "websocket"), ("sec-websocket-version", "13"), ("sec-websocket-protocol", "prefect")]
        ))
      #expect(try client.read(HTTP2Client.headers).status == 200)
      for text in ["one", "two"] {
        client.send(HTTP2Client.data, stream: 1, payload: WebSocketClient.frame(1, Array(text.utf8)))
        #expect(try client.read(HTTP2Client.data).payload == [0x81, 3] + Array(text.utf8))
      }
      client.send(HTTP2Client.data, stream: 1, payload: WebSocketClient.frame(8, [3, 0xE8]))
      #expect(try client.read(HTTP2Client.data).payload == [0x88, 2, 3, 0xE8])
      client.socket.send(HTTP2Client.get("/", stream: 3))
      #expect(try client.read(HTTP2Client.headers).status == 426)
    }
  }
}
