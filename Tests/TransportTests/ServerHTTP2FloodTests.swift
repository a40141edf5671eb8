import HTTP
import Testing
import Transport

@Suite("HTTP/2 floods")
struct ServerHTTP2FloodTests {
  /// Sends frames without end and expects the connection to be ended with a GOAWAY that names a reason.
  private func flood(
    expecting errors: Set<Int> = [11], path: String = "/", _ frames: (Int) -> [UInt8]
  ) async throws {
    var limits = ConnectionLimits.patient
    limits.wastedFrames = 50
    limits.wastedFramesPerSecond = 10
    try await withServer(limits: limits, respond: echo) { server in
      let client = try HTTP2Client(port: server.port)
      var bytes: [UInt8] = []
      for number in 0..<200 { bytes += frames(number) }
      client.socket.send(bytes)
      let last = try client.read(HTTP2Client.goAway)
      #expect(errors.contains(last.error), "\(last.error)")
      client.socket.endSending()
      _ = try client.socket.readToEnd()
      // The server serves others as before.
      let other = try HTTP2Client(port: server.port)
      other.socket.send(HTTP2Client.get("/", stream: 1))
      #expect(try other.read(HTTP2Client.headers).status == 200)
    }
  }

  @Test("Rapid resets end the connection")
  func resets() async throws {
    try await flood(expecting: [2, 11]) { number in
      HTTP2Client.get("/", stream: 2 * number + 1)
        + HTTP2Client.frame(HTTP2Client.reset, stream: 2 * number + 1, payload: HTTP2Client.word(8))
    }
  }

  @Test("Streams that the server must reset for the peer's errors end the connection")
  func provokedResets() async throws {
    try await flood { number in
      // A head without a path is an error of its stream.
      HTTP2Client.frame(
        HTTP2Client.headers, flags: 0x5, stream: 2 * number + 1, payload: HTTP2Client.block([(":method", "GET")]))
    }
  }

  @Test("Resets that the server must send count, whichever is one too many", arguments: [10, 11, 12, 13])
  func resetsOneByOne(_ capacity: Int) async throws {
    var limits = ConnectionLimits.patient
    limits.wastedFrames = capacity
    limits.wastedFramesPerSecond = 0
    try await withServer(limits: limits, respond: echo) { server in
      let client = try HTTP2Client(port: server.port)
      for number in 0...capacity {
        client.send(
          HTTP2Client.headers, flags: 0x5, stream: 2 * number + 1, payload: HTTP2Client.block([(":method", "GET")]))
        var frame = try client.readFrame()
        while frame.type != HTTP2Client.reset, frame.type != HTTP2Client.goAway { frame = try client.readFrame() }
        if frame.type == HTTP2Client.goAway { break }
      }
      client.socket.endSending()
      _ = try client.socket.readToEnd()
    }
  }

  @Test("Header blocks that are short and grow when they are decoded end the connection")
  func growingBlocks() async throws {
    try await flood { number in
      // The first leaves a field of 4,000 bytes in the table, the others name it 8,000 times each.
      let field: [UInt8] = [0x40, 1, UInt8(ascii: "x"), 0x7F, 0xA1, 0x1E] + [UInt8](repeating: 0x61, count: 4000)
      let more = number == 0 ? field : [UInt8](repeating: 0xBE, count: 8000)
      return HTTP2Client.frame(
        HTTP2Client.headers, flags: 0x5, stream: 2 * number + 1, payload: HTTP2Client.request("GET", "/") + more)
    }
  }

  @Test("Pings without end end the connection")
  func pings() async throws {
    try await flood { _ in HTTP2Client.frame(HTTP2Client.ping, stream: 0, payload: [1, 2, 3, 4, 5, 6, 7, 8]) }
  }

  @Test("Settings without end end the connection")
  func settings() async throws {
    try await flood { _ in HTTP2Client.frame(HTTP2Client.settings, stream: 0) }
  }

  @Test("Empty data frames without end end the connection")
  func emptyData() async throws {
    try await flood { number in
      (number == 0
        ? HTTP2Client.frame(HTTP2Client.headers, flags: 0x4, stream: 1, payload: HTTP2Client.request("PUT", "/")) : [])
        + HTTP2Client.frame(HTTP2Client.data, stream: 1)
    }
  }

  @Test("Continuations without end end the connection")
  func continuations() async throws {
    try await flood(expecting: [1, 2, 11]) { number in
      number == 0
        ? HTTP2Client.frame(HTTP2Client.headers, flags: 0x1, stream: 1, payload: HTTP2Client.request("GET", "/"))
        : HTTP2Client.frame(HTTP2Client.continuation, stream: 1, payload: HTTP2Client.block([("a", "b")]))
    }
  }

  @Test("A frame that breaks the protocol ends the connection, not the server")
  func garbage() async throws {
    try await flood(expecting: [1, 6]) { number in [UInt8](repeating: UInt8(number), count: 30) }
  }
}
