import Glibc
import HTTP
import Observability
import Reactor
import Testing

@testable import Transport

/// Runs an upstream on a loop of its own over the addresses of some servers, then stops all of it.
func withUpstream(
  to servers: [FrameServer], _ change: (inout UpstreamConfiguration) -> Void = { _ in },
  _ body: (Upstream) async throws -> Void
) async throws {
  var configuration = UpstreamConfiguration()
  configuration.backOff = .milliseconds(5)
  configuration.maximumBackOff = .milliseconds(20)
  configuration.stableAfter = .zero
  change(&configuration)
  let loop = try EventLoop(name: "upstream")
  loop.start()
  let addresses = servers.map(\.address)
  let upstream = Upstream(
    loop: loop, name: "test", url: "http://service.test:1", configuration: configuration, logger: .silent,
    lookup: { _, _ in addresses })
  upstream.start()
  do {
    #expect(await upstream.waitUntilAvailable(within: .seconds(10)))
    try await body(upstream)
  } catch {
    Issue.record(error)
  }
  for server in servers { server.stop() }
  await upstream.shutdown()
  loop.stop()
}

func post(_ body: [UInt8] = []) -> Request { Request(method: .post, path: "/", body: body) }

/// What a request fails with; nil when it is answered.
func failure(of upstream: Upstream, deadline: Duration = .seconds(10)) async -> UpstreamError? {
  do throws(UpstreamError) {
    _ = try await upstream.send(post(), deadline: deadline, repeatable: false)
    return nil
  } catch {
    return error
  }
}

func bytes(of response: Response) -> [UInt8] {
  if case .bytes(let bytes) = response.body { bytes } else { [] }
}
