internal import HTTP
@testable internal import Hosting
internal import Testing

@Suite("Before the schema is there")
struct ReadinessGateTests {
  private let gate = HealthRoutes.gate(ServiceReadiness(databases: []))

  /// A socket that notes how it is closed.
  private actor ClosedSocket: WebSocket {
    private(set) var code: UInt16?
    func receive() async -> WebSocketMessage? { nil }
    func send(text: [UInt8]) async throws {}
    func send(pong: [UInt8]) async throws {}
    func close(code: UInt16, reason: String) async { self.code = code }
    func answersPings(_ automatically: Bool) async {}
  }

  @Test("Requests are told to come back, but for those that ask for the state of the service")
  func answersLater() {
    #expect(gate(Request(.post, "/api/flows/"))?.status == .serviceUnavailable)
    for path in ["/api/health", "/api/ready", "/api/metrics"] { #expect(gate(Request(.get, path)) == nil) }
  }

  @Test(
    "A socket is opened and closed again, with the subprotocol that was offered", arguments: ["prefect", "other", nil])
  func closesSockets(offered: String?) async throws {
    let offer = offered.map { [("sec-websocket-protocol", $0)] } ?? []
    let response = gate(Request(.get, "/api/events/in", [("upgrade", "websocket"), ("connection", "Upgrade")] + offer))
    #expect(response?.status == .switchingProtocols)
    guard case .webSocket(let upgrade) = response?.body else {
      Issue.record("no WebSocket")
      return
    }
    #expect(upgrade.subprotocol == (offered == "prefect" ? "prefect" : nil))
    let socket = ClosedSocket()
    await upgrade.run(socket)
    #expect(await socket.code == 1013)
  }
}
