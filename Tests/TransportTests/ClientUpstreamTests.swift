import Glibc
import HTTP
import Synchronization
import Testing

@testable import Transport

@Suite("Requests of an upstream", .timeLimit(.minutes(1)))
struct ClientUpstreamTests {
  @Test("Two requests share one connection and may be answered in any order")
  func multiplexing() async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let first = peer.request(), let second = peer.request() else { return }
      peer.answer(second.stream, status: 201, body: second.body)
      peer.answer(first.stream, status: 200, fields: [("x-a", "b"), ("proxy-status", "1")], body: first.body)
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      async let one = upstream.send(post([1]), deadline: .seconds(10), repeatable: false)
      async let two = upstream.send(post([2]), deadline: .seconds(10), repeatable: false)
      let answers = try await [one, two]
      #expect(answers.map { bytes(of: $0) } == [[1], [2]])
      #expect(Set(answers.map(\.status.code)) == [200, 201])
      #expect(answers.map(\.headers.fields).joined().map(\.name) == ["x-a"])
      #expect(server.connectionCount == 1)
      #expect(upstream.counters == UpstreamCounters(requests: 2, retries: 0, failures: 0, inFlight: 0))
    }
  }

  @Test("A service that refuses the token fails the request; its 401 does not reach the client")
  func refusedToken() async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request() else { return }
      peer.answer(request.stream, status: 401, body: [])
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      await #expect(throws: UpstreamError.tokenRefused) {
        try await ForwardedRoutes(upstream, token: "0123456789abcdef").forward(post())
      }
    }
  }

  @Test("Bodies larger than the flow-control windows go both ways")
  func bigBodies() async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request() else { return }
      peer.answer(request.stream, body: request.body)
      _ = peer.next()
    }
    let body = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
    try await withUpstream(to: [server]) { upstream in
      let answer = try await upstream.send(post(body), deadline: .seconds(30), repeatable: false)
      #expect(bytes(of: answer) == body)
    }
  }

  @Test("A request whose deadline passes fails, and its stream is cancelled")
  func deadline() async throws {
    let (resets, signal) = AsyncStream<Int>.makeStream()
    let server = try FrameServer { peer in
      peer.open()
      while let frame = peer.next() { if frame.kind == Frame.Kind.reset { signal.yield(frame.word) } }
    }
    try await withUpstream(to: [server]) { upstream in
      await #expect(throws: UpstreamError.deadline) {
        try await upstream.send(post(), deadline: .milliseconds(20), repeatable: true)
      }
      var iterator = resets.makeAsyncIterator()
      #expect(await iterator.next() == 8)
      #expect(upstream.counters.failures == 1)
    }
  }

  @Test("Cancelling the calling task cancels the stream")
  func cancellation() async throws {
    let (frames, signal) = AsyncStream<Frame>.makeStream()
    let server = try FrameServer { peer in
      peer.open()
      while let frame = peer.next() { signal.yield(frame) }
    }
    try await withUpstream(to: [server]) { upstream in
      let task = Task { try await upstream.send(post(), deadline: .seconds(30), repeatable: true) }
      var iterator = frames.makeAsyncIterator()
      #expect(await iterator.next()?.kind == Frame.Kind.headers)
      task.cancel()
      await #expect(throws: UpstreamError.cancelled) { try await task.value }
      let reset = await iterator.next()
      #expect(reset?.kind == Frame.Kind.reset)
      #expect(reset?.word == 8)
    }
  }

  @Test("A refused stream is tried on another connection")
  func refused() async throws {
    let refusals = Atomic(0)
    let handler: @Sendable (FramePeer) -> Void = { peer in
      peer.open()
      while let request = peer.request() {
        if refusals.add(1, ordering: .relaxed).oldValue == 0 {
          peer.reset(request.stream, code: 7)
        } else {
          peer.answer(request.stream)
        }
      }
    }
    let servers = try [FrameServer(handler: handler), FrameServer(handler: handler)]
    try await withUpstream(to: servers) { upstream in
      let answer = try await upstream.send(post(), deadline: .seconds(10), repeatable: false)
      #expect(answer.status == .ok)
      #expect(upstream.counters.retries == 1)
    }
  }

  @Test("A stream reset for another reason is an error of the protocol")
  func reset() async throws {
    let server = try FrameServer { peer in
      peer.open()
      while let request = peer.request() { peer.reset(request.stream, code: 2) }
    }
    try await withUpstream(to: [server]) { upstream in
      await #expect(throws: UpstreamError.protocolError("stream reset with INTERNAL_ERROR")) {
        try await upstream.send(post(), deadline: .seconds(10), repeatable: true)
      }
    }
  }

  @Test("Requests wait while the peer allows one stream at a time")
  func oneStream() async throws {
    let server = try FrameServer { peer in
      peer.open(maximumStreams: 1)
      // nghttp2 itself would hold a second HEADERS back too; the peer sees them one by one.
      while let request = peer.request() { peer.answer(request.stream, body: request.body) }
    }
    try await withUpstream(to: [server], { $0.maximumQueued = 2 }) { upstream in
      let bodies = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for number in 0..<3 {
          group.addTask {
            bytes(of: try await upstream.send(post([UInt8(number)]), deadline: .seconds(10), repeatable: false))
          }
        }
        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
      }
      #expect(bodies == [[0], [1], [2]])
      #expect(server.connectionCount == 1)
    }
  }

  @Test("A response over the bound is refused and its stream cancelled")
  func responseTooLarge() async throws {
    let (resets, signal) = AsyncStream<Int>.makeStream()
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request() else { return }
      peer.answer(request.stream, body: [UInt8](repeating: 0, count: 100_000))
      while let frame = peer.next() { if frame.kind == Frame.Kind.reset { signal.yield(frame.word) } }
    }
    try await withUpstream(to: [server], { $0.maximumResponseBytes = 1000 }) { upstream in
      await #expect(throws: UpstreamError.protocolError("response body over 1000 bytes")) {
        try await upstream.send(post(), deadline: .seconds(10), repeatable: true)
      }
      var iterator = resets.makeAsyncIterator()
      #expect(await iterator.next() == 8)
      #expect(upstream.isAvailable)
    }
  }

  @Test("An answer that comes before the request is whole ends the request")
  func earlyAnswer() async throws {
    let (resets, signal) = AsyncStream<Int>.makeStream()
    let server = try FrameServer { peer in
      peer.open()
      while let frame = peer.next() {
        if frame.kind == Frame.Kind.headers { peer.answer(frame.stream, status: 413) }
        if frame.kind == Frame.Kind.reset { signal.yield(frame.word) }
      }
    }
    try await withUpstream(to: [server]) { upstream in
      let body = [UInt8](repeating: 1, count: 200_000)
      let answer = try await upstream.send(post(body), deadline: .seconds(10), repeatable: false)
      #expect(answer.status == .contentTooLarge)
      var iterator = resets.makeAsyncIterator()
      #expect(await iterator.next() == 0)
    }
  }

  @Test("Interim answers and trailers are left out")
  func interim() async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request() else { return }
      let stream = request.stream
      let early: [UInt8] = [0, 1, UInt8(ascii: "a"), 1, UInt8(ascii: "1")]
      let late: [UInt8] = [0, 1, UInt8(ascii: "z"), 1, UInt8(ascii: "9")]
      peer.write(Frame.Kind.headers, flags: 4, stream: stream, payload: [0x08, 3] + Array("103".utf8) + early)
      peer.write(Frame.Kind.headers, flags: 4, stream: stream, payload: [0x88])
      peer.write(Frame.Kind.data, stream: stream, payload: [7])
      peer.write(Frame.Kind.headers, flags: 5, stream: stream, payload: late)
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      let answer = try await upstream.send(post(), deadline: .seconds(10), repeatable: false)
      #expect(answer.status == .ok)
      #expect(answer.headers == Headers())
      #expect(bytes(of: answer) == [7])
    }
  }

  @Test("Response fields over the bound are refused")
  func fieldsTooLarge() async throws {
    let server = try FrameServer { peer in
      peer.open()
      while let request = peer.request() {
        peer.answer(request.stream, fields: [("x", String(repeating: "y", count: 100))])
      }
    }
    try await withUpstream(to: [server], { $0.maximumResponseHeaderBytes = 150 }) { upstream in
      #expect(await failure(of: upstream) == .protocolError("response fields over 150 bytes"))
      #expect(upstream.isAvailable)
    }
  }
}
