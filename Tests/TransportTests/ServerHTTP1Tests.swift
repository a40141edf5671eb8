import HTTP
import Reactor
import Synchronization
import Testing
import Transport

@Suite("HTTP/1.1 server")
struct ServerHTTP1Tests {
  @Test("A connection carries one request after the other")
  func keepsAlive() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      for number in 0..<3 {
        client.send("GET /a?n=\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.text == "GET /a n=\(number) ")
        #expect(answer["date"]?.hasSuffix(" GMT") == true)
        #expect(answer["connection"] == nil)
      }
    }
  }

  @Test("Pipelined requests are answered in order, also when earlier ones take longer")
  func pipelines() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let respond: @Sendable (Request) async -> Response = { request in
      if request.path.hasPrefix("/slow") { try? await loop.sleep(for: .milliseconds(5)) }
      return await echo(request)
    }
    try await withServer(respond: respond) { server in
      let client = try RawClient(port: server.port)
      let paths = (0..<30).map { $0 % 7 == 0 ? "/slow\($0)" : "/fast\($0)" }
      client.send(paths.map { "POST \($0) HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi" }.joined())
      for path in paths { #expect(try client.readAnswer().text == "POST \(path) - hi") }
    }
  }

  @Test("A large and a chunked body arrive whole, and a large answer goes out whole")
  func carriesBodies() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.count)\r\n\r\n")
      client.send(body)
      #expect(try client.readAnswer().body.suffix(body.count).elementsEqual(body))
      client.send("PUT /b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n")
      #expect(try client.readAnswer().text == "PUT /b - hello")
    }
  }

  @Test("A peer that waits for it gets 100 Continue before it sends a body")
  func continues() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
      #expect(try client.readAnswer().status == 100)
      client.send("hi")
      #expect(try client.readAnswer().text == "PUT /a - hi")
    }
  }

  @Test("A body that is too large is refused before 100 Continue")
  func refusesInsteadOfContinue() async throws {
    var limits = ConnectionLimits.patient
    limits.request.bodyBytes = 10
    try await withServer(limits: limits, respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send("PUT /a HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\nExpect: 100-continue\r\n\r\n")
      let answer = try client.readAnswer()
      #expect(answer.status == 413)
      #expect(answer["connection"] == "close")
      #expect(answer.text.contains("larger than 10 bytes; the setting APUS_HTTP_MAX_BODY_BYTES changes this limit."))
      client.endSending()
      #expect(try client.readToEnd().isEmpty)
    }
  }

  @Test("HEAD gets the length of the body and no body; 204 gets neither")
  func answersHead() async throws {
    let respond: @Sendable (Request) async -> Response = { request in
      request.path == "/none" ? .noContent() : .json(Array("[1]".utf8))
    }
    try await withServer(respond: respond) { server in
      let client = try RawClient(port: server.port)
      client.send(
        "HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /none HTTP/1.1\r\nHost: x\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try client.readAnswer(toHead: true)["content-length"] == "3")
      let second = try client.readAnswer()
      #expect(second.status == 204)
      #expect(second["content-length"] == nil)
      #expect(try client.readAnswer().text == "[1]")
    }
  }

  @Test("A streamed body is chunked for HTTP/1.1 and ends with the connection for HTTP/1.0")
  func streams() async throws {
    let respond: @Sendable (Request) async -> Response = { _ in
      Response(
        status: .ok,
        body: .stream { writer in
          for part in ["one ", "two ", "three"] { try await writer.write(Array(part.utf8)) }
        })
    }
    try await withServer(respond: respond) { server in
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
      for _ in 0..<2 {
        let answer = try client.readAnswer()
        #expect(answer["transfer-encoding"] == "chunked")
        #expect(answer.text == "one two three")
      }
      let old = try RawClient(port: server.port)
      old.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
      let answer = try old.readAnswer()
      #expect(answer["transfer-encoding"] == nil)
      #expect(answer["connection"] == "close")
      #expect(answer.text == "one two three")
    }
  }

  @Test("A streamed body waits while its reader is slow")
  func streamsWithBackPressure() async throws {
    let written = Atomic<Int>(0)
    let total = 32 * 1024 * 1024
    try await withServer(
      respond: { _ in
        Response(
          status: .ok, headers: Headers([("content-length", String(total))]),
          body: .stream { writer in
            for _ in 0..<512 {
              try await writer.write([UInt8](repeating: 7, count: 65_536))
              written.add(65_536, ordering: .relaxed)
            }
          })
      }
    ) { server in
      let client = try RawClient(port: server.port, receiveBuffer: 65_536)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try client.readAnswer(toHead: true)
      _ = try client.read(65_536)
      // A second connection's exchange shows that the loop had every chance to write on.
      let other = try RawClient(port: server.port)
      other.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try other.readAnswer(toHead: true)
      #expect(written.load(ordering: .relaxed) < total / 2)
      #expect(try client.read(total - 65_536).count == total - 65_536)
    }
  }

  @Test("Pipelined requests whose answers nobody reads are not handled on and on")
  func pipelinesWithBackPressure() async throws {
    let handled = Atomic<Int>(0)
    let body = [UInt8](repeating: 7, count: 200_000)
    try await withServer(
      respond: { _ in
        handled.add(1, ordering: .relaxed)
        return Response(status: .ok, body: .bytes(body))
      }
    ) { server in
      let client = try RawClient(port: server.port, receiveBuffer: 65_536)
      let total = 200
      client.send(String(repeating: "GET / HTTP/1.1\r\nHost: x\r\n\r\n", count: total))
      #expect(try client.readAnswer().body.count == body.count)
      let other = try RawClient(port: server.port)
      other.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n")
      _ = try other.readAnswer(toHead: true)
      #expect(handled.load(ordering: .relaxed) < total / 2)
      for _ in 1..<total { _ = try client.readAnswer() }
      #expect(handled.load(ordering: .relaxed) == total + 1)
    }
  }

  @Test("A stream that fails breaks the connection, so that nobody takes its beginning for the whole")
  func breaksFailedStream() async throws {
    struct Broken: Error {}
    try await withServer(
      respond: { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            try await writer.write(Array("half".utf8))
            throw Broken()
          })
      }
    ) { server in
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(!String(decoding: try client.readToEnd(), as: UTF8.self).contains("\r\n0\r\n"))
    }
  }

  @Test("connection: close and the bound of requests end the connection after the answer")
  func closes() async throws {
    var limits = ConnectionLimits.patient
    limits.requestsPerConnection = 2
    try await withServer(limits: limits, respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
      #expect(try client.readAnswer()["connection"] == "close")
      #expect(try client.readToEnd().isEmpty)
      let other = try RawClient(port: server.port)
      other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try other.readAnswer()["connection"] == nil)
      other.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try other.readAnswer()["connection"] == "close")
      #expect(try other.readToEnd().isEmpty)
    }
  }

  @Test("A malformed request is answered with 400 as an error object, then the connection ends")
  func refuses() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send(
        "GET /good HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost : x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try client.readAnswer().status == 200)
      let answer = try client.readAnswer()
      #expect(answer.status == 400)
      #expect(answer["content-type"] == "application/json")
      #expect(answer.text.hasPrefix(#"{"exception_message":""#))
      client.endSending()
      #expect(try client.readToEnd().isEmpty)
    }
  }

  @Test("A TLS handshake on a port without TLS is answered with 400 at once, and the connection ends")
  func refusesTLS() async throws {
    try await withServer(limits: .patient, respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send([0x16, 0x03, 0x01])
      let answer = try client.readAnswer()
      #expect(answer.status == 400)
      #expect(answer["connection"] == "close")
      #expect(answer.text.contains("This port speaks plain HTTP, not TLS"))
      #expect(try client.readToEnd().isEmpty)
    }
  }

  @Test("A handler can't write a field or an answer that it does not mean")
  func keepsAnswersWhole() async throws {
    try await withServer(
      respond: { _ in
        Response(
          status: .temporaryRedirect,
          headers: Headers([("location", "/a\r\nset-cookie: b\r\n\r\n"), ("connection", "x")]))
      }
    ) { server in
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      let answer = try client.readAnswer()
      #expect(answer["location"] == "/a  set-cookie: b    ")
      #expect(answer["set-cookie"] == nil)
      #expect(answer["connection"] == nil)
    }
  }

  @Test("A request's task is cancelled when its peer is gone")
  func cancels() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let (outcomes, feed) = AsyncStream<Bool>.makeStream()
    try await withServer(
      respond: { request in
        feed.yield(false)
        do {
          try await loop.sleep(for: .seconds(60))
        } catch {
          feed.yield(Task.isCancelled)
        }
        return .noContent()
      }
    ) { server in
      var iterator = outcomes.makeAsyncIterator()
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(await iterator.next() == false)
      client.close()
      #expect(await iterator.next() == true)
    }
  }

  @Test("Hundreds of idle connections are held and none costs a request")
  func holdsManyConnections() async throws {
    try await withServer(respond: echo) { server in
      var clients: [RawClient] = []
      for _ in 0..<300 { clients.append(try RawClient(port: server.port)) }
      let last = try #require(clients.last)
      last.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try last.readAnswer().status == 200)
      let load = await server.load()
      #expect(load.connections == 300)
      #expect(load.requests == 0)
      #expect(load.bufferedRequestBytes == 0)
    }
  }
}
