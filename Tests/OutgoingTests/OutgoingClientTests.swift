import Testing

@testable import Outgoing

@Suite("Outgoing client")
struct OutgoingClientTests {
  private let client = OutgoingClient(userAgent: "apus/test")

  private func failure(
    _ request: OutgoingRequest, limits: OutgoingLimits = OutgoingLimits()
  ) async -> OutgoingFailure? {
    do {
      _ = try await client.send(request, limits: limits)
      return nil
    } catch {
      return error
    }
  }

  @Test("A request arrives with its method, path, headers and body, and the response comes back")
  func roundTrip() async throws {
    let sink = try TestSink(.bytes("HTTP/1.1 201 Created\r\nX-A: 1\r\nx-a:  2 \r\nContent-Length: 5\r\n\r\nhello"))
    defer { sink.stop() }
    let response = try await client.send(
      OutgoingRequest(
        method: "PATCH", url: sink.url + "a b?c=ü#rest",
        headers: [OutgoingRequest.Header("X-Key", "v"), OutgoingRequest.Header("X-Empty", "")],
        body: Array("body".utf8)))
    #expect(response.status == 201)
    #expect(response.body == Array("hello".utf8))
    #expect(
      response.headers == [
        OutgoingRequest.Header("X-A", "1"), OutgoingRequest.Header("x-a", "2"),
        OutgoingRequest.Header("Content-Length", "5"),
      ])
    let text = try #require(sink.requests.first)
    #expect(text.hasPrefix("PATCH /a%20b?c=%C3%BC HTTP/1.1\r\n"))
    #expect(text.contains("\r\nX-Key: v\r\n") && text.contains("\r\nX-Empty:\r\n"))
    #expect(text.contains("\r\nUser-Agent: apus/test\r\n") && text.contains("\r\nContent-Length: 4\r\n"))
    #expect(!text.lowercased().contains("content-type") && !text.lowercased().contains("expect"))
    #expect(text.hasSuffix("\r\n\r\nbody"))
  }

  @Test("A large body is sent without waiting for a 100, an empty one with its length, none without")
  func bodies() async throws {
    let sink = try TestSink(.bytes("HTTP/1.1 204 No Content\r\n\r\n"))
    defer { sink.stop() }
    let large = [UInt8](repeating: 0x61, count: 2 << 20)
    for (method, body) in [("POST", large), ("POST", []), ("GET", nil), ("DELETE", Array("x".utf8))] {
      #expect(try await client.send(OutgoingRequest(method: method, url: sink.url, body: body)).status == 204)
    }
    let requests = sink.requests
    #expect(requests.count == 4)
    #expect(requests[0].utf8.count > large.count && !requests[0].contains("Expect"))
    #expect(requests[1].contains("Content-Length: 0\r\n"))
    #expect(requests[2].hasPrefix("GET /") && !requests[2].contains("Content-Length"))
    #expect(requests[3].hasPrefix("DELETE /") && requests[3].hasSuffix("x"))
  }

  @Test("Credentials of the URL become a header")
  func credentials() async throws {
    let sink = try TestSink(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    defer { sink.stop() }
    _ = try await client.send(OutgoingRequest(method: "GET", url: "http://user:p%40ss@127.0.0.1:\(sink.port)/"))
    #expect(sink.requests.first?.contains("\r\nAuthorization: Basic dXNlcjpwQHNz\r\n") == true)
  }

  @Test("A redirect is the response, and is not followed")
  func redirect() async throws {
    let other = try TestSink(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    let sink = try TestSink(
      .bytes("HTTP/1.1 302 Found\r\nLocation: \(other.url)\r\nContent-Length: 0\r\n\r\n"))
    defer {
      sink.stop()
      other.stop()
    }
    let response = try await client.send(OutgoingRequest(method: "GET", url: sink.url))
    #expect(response.status == 302)
    #expect(other.requests.isEmpty)
  }

  @Test("Private addresses are refused where the request does not allow them, whatever names them")
  func privateAddresses() async throws {
    let sink = try TestSink(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    defer { sink.stop() }
    let hosts = [
      "127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]",
      "[::ffff:10.0.0.1]", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "[fd00::1]", "[fe80::1]",
      "100.64.0.1", "[64:ff9b::7f00:1]", "[2002:a00:1::]",
    ]
    for host in hosts {
      let request = OutgoingRequest(
        method: "GET", url: "http://\(host):\(sink.port)/", allowsPrivateAddresses: false)
      let found = await failure(request, limits: OutgoingLimits(connecting: .seconds(2), whole: .seconds(2)))
      guard case .privateAddress = found else {
        Issue.record("\(host): \(String(describing: found))")
        continue
      }
    }
    #expect(sink.requests.isEmpty)
    #expect(try await client.send(OutgoingRequest(method: "GET", url: "http://localhost:\(sink.port)/")).status == 200)
  }

  @Test("A private address is told as Prefect tells it, without the URL")
  func refusal() async throws {
    let request = OutgoingRequest(method: "GET", url: "http://127.0.0.1:1/secret", allowsPrivateAddresses: false)
    let found = await failure(request)
    #expect(found == .privateAddress("127.0.0.1"))
    #expect(
      found?.description == "The URL is not a valid URL.  It resolves to the private address 127.0.0.1.")
  }

  @Test("A body that is too long is cut, and the rest is not read")
  func sizeLimit() async throws {
    let sink = try TestSink(.endless(head: "HTTP/1.1 200 OK\r\n\r\n", chunk: String(repeating: "x", count: 1000)))
    defer { sink.stop() }
    let response = try await client.send(
      OutgoingRequest(method: "GET", url: sink.url), limits: OutgoingLimits(bodyBytes: 2500))
    #expect(response.status == 200 && response.isTruncated)
    #expect(response.body.count == 2500)
    #expect(try await sink.wait { $0.gone == 1 })
  }

  @Test("A head that is too long fails the request")
  func headLimit() async throws {
    let sink = try TestSink(
      .endless(head: "HTTP/1.1 200 OK\r\n", chunk: "X-Long: \(String(repeating: "y", count: 900))\r\n"))
    defer { sink.stop() }
    let found = await failure(
      OutgoingRequest(method: "GET", url: sink.url), limits: OutgoingLimits(headBytes: 4096))
    #expect(found == .headTooLarge)
  }

  @Test("A server that does not answer is given up in time")
  func timeout() async throws {
    let sink = try TestSink(.silence)
    defer { sink.stop() }
    let found = await failure(
      OutgoingRequest(method: "GET", url: sink.url), limits: OutgoingLimits(whole: .milliseconds(200)))
    #expect(found == .timedOut)
    #expect(found?.isTransient == true)
    #expect(try await sink.wait { $0.gone == 1 })
  }

  @Test("Cancelling the task aborts the transfer")
  func cancellation() async throws {
    let sink = try TestSink(.silence)
    defer { sink.stop() }
    let url = sink.url
    let task = Task { await failure(OutgoingRequest(method: "GET", url: url)) }
    #expect(try await sink.wait { !$0.requests.isEmpty })
    task.cancel()
    #expect(await task.value == .cancelled)
    #expect(try await sink.wait { $0.gone == 1 })
  }

  @Test("A task that was cancelled before sends nothing")
  func cancelledBefore() async throws {
    let sink = try TestSink(.silence)
    defer { sink.stop() }
    let url = sink.url
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return await failure(OutgoingRequest(method: "GET", url: url))
    }
    task.cancel()
    #expect(await task.value == .cancelled)
    #expect(sink.requests.isEmpty)
  }

  @Test("Requests beyond the concurrency wait for their turn, and all are answered")
  func concurrency() async throws {
    let sink = try TestSink(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
    defer { sink.stop() }
    let narrow = OutgoingClient(concurrency: 2)
    let url = sink.url
    let statuses = await withTaskGroup(of: Int?.self) { group in
      for _ in 0..<20 {
        group.addTask { try? await narrow.send(OutgoingRequest(method: "GET", url: url)).status }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(statuses == Array(repeating: 200, count: 20))
  }

  @Test("What can't be sent is refused before, and what can't be reached is told")
  func refused() async throws {
    let cases: [(OutgoingRequest, OutgoingFailure)] = [
      (OutgoingRequest(method: "GET", url: "ftp://example.com/"), .unsupportedScheme),
      (OutgoingRequest(method: "GET", url: "file:///etc/passwd"), .invalidURL),
      (OutgoingRequest(method: "GET", url: "example.com"), .invalidURL),
      (OutgoingRequest(method: "GET", url: "http:///x"), .invalidURL),
      (OutgoingRequest(method: "GET", url: "http://exa mple.com"), .invalidURL),
      (OutgoingRequest(method: "GET", url: "http://example.com/\r\nX: y"), .invalidURL),
      (OutgoingRequest(method: "GE T", url: "http://example.com"), .invalidHeader),
      (
        OutgoingRequest(method: "GET", url: "http://example.com", headers: [OutgoingRequest.Header("X", "a\r\nY: b")]),
        .invalidHeader
      ),
      (OutgoingRequest(method: "GET", url: "http://127.0.0.1:1/"), .unreachable),
      (OutgoingRequest(method: "GET", url: "http://no-such-host.invalid/", usesProxy: false), .unresolved),
    ]
    for (request, expected) in cases {
      #expect(await failure(request) == expected, "\(request.url)")
    }
  }

  @Test("No description of a request or failure has a part of the URL, a header or the body")
  func secrecy() async throws {
    let secret = "s3cr3t"
    let urls = [
      "http://127.0.0.1:1/\(secret)", "ftp://\(secret)/", "http://\(secret).invalid/\(secret)?\(secret)", secret,
    ]
    for url in urls {
      for allows in [true, false] {
        let request = OutgoingRequest(
          method: "POST", url: url, headers: [OutgoingRequest.Header("Authorization", secret)],
          body: Array(secret.utf8), allowsPrivateAddresses: allows)
        #expect(!"\(request)".contains(secret))
        let found = try #require(await failure(request))
        #expect(!"\(found)".contains(secret))
      }
    }
  }
}
