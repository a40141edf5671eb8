import Glibc
import HTTP
import Observability
import Reactor
import Synchronization
import Testing

@testable import Transport

@Suite("Connections of an upstream", .timeLimit(.minutes(1)))
struct ClientUpstreamConnectionTests {
  @Test("A request in flight on a connection that dies is sent again only when it may be", arguments: [true, false])
  func connectionDies(repeatable: Bool) async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request(), peer.number > 0 else { return }
      peer.answer(request.stream)
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      if repeatable {
        let answer = try await upstream.send(post(), deadline: .seconds(10), repeatable: true)
        #expect(answer.status == .ok)
        #expect(upstream.counters.retries == 1)
      } else {
        await #expect(throws: UpstreamError.connectionLost) {
          try await upstream.send(post(), deadline: .seconds(10), repeatable: false)
        }
      }
    }
  }

  @Test("What a GOAWAY leaves out is sent on a new connection, what it includes is finished on the old")
  func goAway() async throws {
    let server = try FrameServer { peer in
      peer.open()
      guard let first = peer.request() else { return }
      if peer.number == 0 {
        guard peer.request() != nil else { return }
        peer.goAway(last: first.stream)
        peer.answer(first.stream, body: [0])
      } else {
        peer.answer(first.stream, body: [1])
      }
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      async let one = upstream.send(post(), deadline: .seconds(10), repeatable: false)
      async let two = upstream.send(post(), deadline: .seconds(10), repeatable: false)
      let answers = try await [one, two]
      #expect(answers.map { bytes(of: $0) }.sorted { $0[0] < $1[0] } == [[0], [1]])
      #expect(server.connectionCount == 2)
      #expect(upstream.counters.retries == 1)
    }
  }

  @Test("A service that comes back is connected to again")
  func reconnect() async throws {
    let handler: @Sendable (FramePeer) -> Void = { peer in
      peer.open()
      while let request = peer.request() { peer.answer(request.stream) }
    }
    let server = try FrameServer(handler: handler)
    try await withUpstream(to: [server]) { upstream in
      #expect(try await upstream.send(post(), deadline: .seconds(10), repeatable: false).status == .ok)
      server.stop()
      // The connection may break under a request or before it; then nothing listens.
      while await failure(of: upstream) != .unavailable {}
      #expect(!upstream.isAvailable)
      let again = try FrameServer(port: server.port, handler: handler)
      #expect(await upstream.waitUntilAvailable(within: .seconds(10)))
      #expect(try await upstream.send(post(), deadline: .seconds(10), repeatable: false).status == .ok)
      again.stop()
    }
  }

  @Test("A name that gets an address later becomes available")
  func resolvedLater() async throws {
    let server = try FrameServer { peer in
      peer.open()
      while let request = peer.request() { peer.answer(request.stream) }
    }
    let loop = try EventLoop(name: "upstream")
    loop.start()
    var configuration = UpstreamConfiguration()
    configuration.resolveInterval = .milliseconds(2)
    let lookups = Atomic(0)
    let address = server.address
    let upstream = Upstream(
      loop: loop, name: "test", url: "http://service.test", configuration: configuration, logger: .silent,
      lookup: { _, _ in lookups.add(1, ordering: .relaxed).newValue > 2 ? [address] : nil })
    #expect(await failure(of: upstream, deadline: .milliseconds(1)) == .deadline)
    upstream.start()
    #expect(await upstream.waitUntilAvailable(within: .seconds(10)))
    #expect(await failure(of: upstream) == nil)
    server.stop()
    await upstream.shutdown()
    loop.stop()
  }

  @Test("An upstream with a wrong URL is unavailable")
  func wrongURL() async throws {
    let loop = try EventLoop(name: "upstream")
    loop.start()
    let upstream = Upstream(loop: loop, name: "test", url: "https://service.test", logger: .silent)
    upstream.start()
    #expect(await failure(of: upstream) == .unavailable)
    #expect(await upstream.waitUntilAvailable(within: .milliseconds(1)) == false)
    await upstream.shutdown()
    loop.stop()
  }

  @Test("The system's resolver finds addresses in numbers and local names")
  func resolver() throws {
    #expect(SystemResolver.lookup("127.0.0.1", 80)?.map(\.description) == ["127.0.0.1:80"])
    #expect(SystemResolver.lookup("::1", 81)?.map(\.description) == ["[::1]:81"])
    #expect(SystemResolver.lookup("localhost", 82)?.isEmpty == false)
  }

  @Test("Every request ends, whatever the peers do to the connections")
  func trouble() async throws {
    let handler: @Sendable (FramePeer) -> Void = { peer in
      peer.open(maximumStreams: 3)
      var count = peer.number
      while let request = peer.request() {
        count += 1
        switch count % 16 {
        case 3: peer.reset(request.stream, code: 7)
        case 7: peer.goAway(last: max(0, request.stream - 2))
        case 9: peer.reset(request.stream, code: 2)
        case 11:
          peer.goAway(last: request.stream)
          peer.answer(request.stream)
        case 13: return
        default: peer.answer(request.stream, body: request.body)
        }
      }
    }
    let servers = try [FrameServer(handler: handler), FrameServer(handler: handler)]
    try await withUpstream(to: servers) { upstream in
      let ends = await withTaskGroup(of: [Int].self) { group in
        for task in 0..<8 {
          group.addTask {
            var ends = [0, 0]
            for number in 0..<50 {
              let body = [UInt8](repeating: 1, count: number * task)
              let repeatable = number % 2 == 0
              do throws(UpstreamError) {
                _ = try await upstream.send(post(body), deadline: .seconds(20), repeatable: repeatable)
                ends[0] += 1
              } catch {
                ends[1] += error == .deadline ? 1000 : 1
              }
            }
            return ends
          }
        }
        return await group.reduce(into: [0, 0]) { sum, ends in
          sum[0] += ends[0]
          sum[1] += ends[1]
        }
      }
      #expect(ends[0] + ends[1] == 400)
      #expect(ends[0] > ends[1])
      #expect(upstream.counters.inFlight == 0)
      #expect(upstream.counters.failures == ends[1])
    }
  }

  @Test("Requests are spread over all addresses")
  func manyAddresses() async throws {
    let answered = Mutex<[String: Int]>([:])
    let handler: @Sendable (String) -> @Sendable (FramePeer) -> Void = { host in
      { peer in
        peer.open()
        while let request = peer.request() {
          answered.withLock { $0[host, default: 0] += 1 }
          peer.answer(request.stream)
        }
      }
    }
    let hosts = ["127.0.0.1", "127.0.0.2"]
    let servers = try hosts.map { try FrameServer(host: $0, handler: handler($0)) }
    try await withUpstream(to: servers) { upstream in
      // Both connections are opened at the start; the second is there soon after the first.
      while answered.withLock({ $0.count }) < 2 {
        _ = try await upstream.send(post(), deadline: .seconds(10), repeatable: false)
      }
      answered.withLock { $0 = [:] }
      for _ in 0..<10 { _ = try await upstream.send(post(), deadline: .seconds(10), repeatable: false) }
      #expect(answered.withLock { $0 } == ["127.0.0.1": 5, "127.0.0.2": 5])
    }
  }

  @Test("A connection that answers no ping is given up")
  func pings() async throws {
    let server = try FrameServer { peer in
      peer.open()
      peer.answersPings = peer.number > 0
      while let request = peer.request() { if peer.number > 0 { peer.answer(request.stream) } }
    }
    try await withUpstream(
      to: [server],
      {
        $0.pingInterval = .milliseconds(10)
        $0.pingTimeout = .milliseconds(200)
      }
    ) { upstream in
      let answer = try await upstream.send(post(), deadline: .seconds(10), repeatable: true)
      #expect(answer.status == .ok)
      #expect(server.connectionCount >= 2)
    }
  }

  @Test("A peer that does not speak HTTP/2 never becomes available")
  func notHTTP2() async throws {
    let server = try FrameServer { peer in
      peer.write(Frame.Kind.data, stream: 1, payload: Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
      while peer.next() != nil {}
    }
    let loop = try EventLoop(name: "upstream")
    loop.start()
    let upstream = Upstream(loop: loop, name: "test", url: "http://127.0.0.1:\(server.port)", logger: .silent)
    upstream.start()
    await #expect(throws: UpstreamError.self) {
      try await upstream.send(post(), deadline: .seconds(10), repeatable: true)
    }
    #expect(!upstream.isAvailable)
    server.stop()
    await upstream.shutdown()
    loop.stop()
  }

  @Test("Shutting down waits for the requests in flight and takes no new ones")
  func shutdown() async throws {
    let (requests, signal) = AsyncStream<Int>.makeStream()
    var descriptors: [Int32] = [0, 0]
    try #require(pipe(&descriptors) == 0)
    let gate = descriptors
    defer { for descriptor in gate { close(descriptor) } }
    let server = try FrameServer { peer in
      peer.open()
      guard let request = peer.request() else { return }
      signal.yield(request.stream)
      var byte: UInt8 = 0
      _ = read(gate[0], &byte, 1)
      peer.answer(request.stream)
      _ = peer.next()
    }
    try await withUpstream(to: [server]) { upstream in
      async let answer = upstream.send(post(), deadline: .seconds(10), repeatable: false)
      var iterator = requests.makeAsyncIterator()
      #expect(await iterator.next() == 1)
      async let end: Void = upstream.shutdown()
      while await failure(of: upstream, deadline: .milliseconds(1)) != .unavailable {}
      write(gate[1], [0], 1)
      let status = try await answer.status
      #expect(status == .ok)
      await end
      #expect(upstream.counters.inFlight == 0)
    }
  }
}
