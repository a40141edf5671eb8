import HTTP
import Reactor
import Testing
import Transport

@Suite("Server limits")
struct ServerLimitTests {
  static func limits(_ change: (inout ConnectionLimits) -> Void) -> ConnectionLimits {
    var limits = ConnectionLimits.patient
    change(&limits)
    return limits
  }

  @Test("A head that comes too slowly is answered with 408, from the first byte or without one")
  func timesOutHeads() async throws {
    let limits = Self.limits { $0.headTimeout = .milliseconds(60) }
    try await withServer(limits: limits, respond: echo) { server in
      for beginning in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\n"] {
        let client = try RawClient(port: server.port)
        client.send(beginning)
        let answer = try client.readAnswer()
        #expect(answer.status == 408)
        #expect(answer["connection"] == "close")
        client.endSending()
        #expect(try client.readToEnd().isEmpty)
      }
      // On a kept connection the time runs from the second request's first byte.
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET")
      #expect(try client.readAnswer().status == 200)
      #expect(try client.readAnswer().status == 408)
    }
  }

  @Test("A body that comes too slowly is answered with 408")
  func timesOutBodies() async throws {
    let limits = Self.limits { $0.bodyTimeout = .milliseconds(60) }
    try await withServer(limits: limits, respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc")
      #expect(try client.readAnswer().status == 408)
    }
  }

  @Test("An idle connection is closed without a word")
  func closesIdle() async throws {
    let limits = Self.limits { $0.idleTimeout = .milliseconds(60) }
    try await withServer(limits: limits, respond: echo) { server in
      let client = try RawClient(port: server.port)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try client.readAnswer().status == 200)
      #expect(try client.readToEnd().isEmpty)
    }
  }

  @Test("A peer that takes nothing is dropped")
  func dropsStalledReaders() async throws {
    let limits = Self.limits { $0.writeTimeout = .milliseconds(80) }
    let (ends, feed) = AsyncStream<Bool>.makeStream()
    try await withServer(
      limits: limits,
      respond: { _ in
        Response(
          status: .ok,
          body: .stream { writer in
            do {
              while true { try await writer.write([UInt8](repeating: 1, count: 65_536)) }
            } catch {
              feed.yield(true)
              throw error
            }
          })
      }
    ) { server in
      var iterator = ends.makeAsyncIterator()
      let client = try RawClient(port: server.port, receiveBuffer: 4096)
      client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(await iterator.next() == true)
    }
  }

  @Test("Too long a target, too many or too large fields and too large a body have a status each")
  func namesLimits() async throws {
    let limits = Self.limits {
      $0.request.targetBytes = 50
      $0.request.headBytes = 500
      $0.request.fieldCount = 4
      $0.request.bodyBytes = 20
    }
    let long = String(repeating: "a", count: 600)
    let cases: [(String, Int)] = [
      ("GET /\(long) HTTP/1.1\r\nHost: x\r\n\r\n", 414),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: \(long)\r\n\r\n", 431),
      ("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\nA: b\r\nA: b\r\nA: b\r\n\r\n", 431),
      ("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 600\r\n\r\n\(long)", 413),
      ("PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n258\r\n\(long)\r\n0\r\n\r\n", 413),
    ]
    try await withServer(limits: limits, respond: echo) { server in
      for (text, code) in cases {
        let client = try RawClient(port: server.port)
        client.send(text)
        #expect(try client.readAnswer().status == code)
      }
      #expect(await server.load().bufferedRequestBytes == 0)
    }
  }

  @Test("Requests that exceed the server's room together are answered with 503 and Retry-After")
  func boundsBufferedRequests() async throws {
    let limits = Self.limits { $0.bufferedRequestBytes = 1000 }
    try await withServer(limits: limits, respond: echo) { server in
      let first = try RawClient(port: server.port)
      first.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" + String(repeating: "a", count: 800))
      while await server.load().bufferedRequestBytes < 800 {}
      let second = try RawClient(port: server.port)
      second.send("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n\r\n" + String(repeating: "a", count: 300))
      let answer = try second.readAnswer()
      #expect(answer.status == 503)
      #expect(answer["retry-after"] == "1")
      first.send(String(repeating: "a", count: 100))
      #expect(try first.readAnswer().status == 200)
      #expect(await server.load().bufferedRequestBytes == 0)
    }
  }

  @Test("A connection beyond the bound is answered with 503 and closed, and room comes back")
  func boundsConnections() async throws {
    let limits = Self.limits { $0.connections = 2 }
    try await withServer(limits: limits, respond: echo) { server in
      let first = try RawClient(port: server.port)
      let second = try RawClient(port: server.port)
      for client in [first, second] {
        client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(try client.readAnswer().status == 200)
      }
      let third = try RawClient(port: server.port)
      #expect(try third.readAnswer().status == 503)
      #expect(try third.readToEnd().isEmpty)
      first.close()
      while await server.load().connections > 1 {}
      let fourth = try RawClient(port: server.port)
      fourth.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try fourth.readAnswer().status == 200)
    }
  }
}
