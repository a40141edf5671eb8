import HTTP
import Reactor
import Testing
import Transport

@Suite("Drain")
struct ServerDrainTests {
  @Test("A drain ends idle connections, lets requests finish with connection: close, and refuses new connections")
  func drains() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let (starts, feed) = AsyncStream<Void>.makeStream()
    let gate = AsyncStream<Void>.makeStream()
    try await withServer(
      respond: { request in
        if request.path == "/slow" {
          feed.yield()
          var iterator = gate.stream.makeAsyncIterator()
          _ = await iterator.next()
        }
        return await echo(request)
      }
    ) { server in
      let idle = try RawClient(port: server.port)
      idle.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")
      #expect(try idle.readAnswer().status == 200)
      let busy = try RawClient(port: server.port)
      busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
      var iterator = starts.makeAsyncIterator()
      _ = await iterator.next()
      // Begun at once: the threads of the pool may all wait in blocking reads.
      let drain = Task.immediate { await server.drain(within: .seconds(20)) }
      #expect(try idle.readToEnd().isEmpty)
      #expect(throws: RawClient.Failure.self) { try RawClient(port: server.port) }
      gate.continuation.yield()
      let answer = try busy.readAnswer()
      #expect(answer.status == 200)
      #expect(answer["connection"] == "close")
      #expect(try busy.readToEnd().isEmpty)
      await drain.value
      #expect(await server.load().connections == 0)
    }
  }

  @Test("A drain drops what is left when its time is out")
  func dropsLate() async throws {
    let loop = try EventLoop(name: "sleeper")
    loop.start()
    defer { loop.stop() }
    let (starts, feed) = AsyncStream<Void>.makeStream()
    try await withServer(
      respond: { request in
        feed.yield()
        try? await loop.sleep(for: .seconds(60))
        return await echo(request)
      }
    ) { server in
      let busy = try RawClient(port: server.port)
      busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
      var iterator = starts.makeAsyncIterator()
      _ = await iterator.next()
      await server.drain(within: .milliseconds(30))
      #expect(try busy.readToEnd().isEmpty)
    }
  }
}
