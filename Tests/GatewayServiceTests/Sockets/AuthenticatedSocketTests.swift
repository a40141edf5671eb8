internal import Configuration
internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite("The opening of a socket")
struct AuthenticatedSocketTests {
  private let open = AuthenticatedSocket(authString: nil)
  private let closed = AuthenticatedSocket(authString: Secret("admin:pass"))

  private func text(_ text: String) -> WebSocketMessage { .text(Array(text.utf8)) }

  @Test("Any token is welcome where no auth string is set", arguments: ["null", #""x""#, "1"])
  func welcomesAnyone(token: String) {
    #expect(open.verdict(text(#"{"type":"auth","token":\#(token)}"#)) == .welcome)
  }

  @Test("Only the auth string opens where one is set")
  func asksForToken() {
    #expect(closed.verdict(text(#"{"type":"auth","token":"admin:pass"}"#)) == .welcome)
    #expect(closed.verdict(text(#"{"type":"auth","token":"admin:pas"}"#)) == .refused("Invalid token"))
    for missing in [#"{"type":"auth"}"#, #"{"type":"auth","token":null}"#, #"{"type":"auth","token":""}"#] {
      #expect(closed.verdict(text(missing)) == .refused("Auth required but no token provided"))
    }
    #expect(closed.verdict(text(#"{"type":"auth","token":1}"#)) == .refused("Invalid token"))
  }

  @Test("A first message that is no auth message is refused with a reason")
  func refusesOthers() {
    let refused = AuthenticatedSocket.Verdict.refused("Expected 'auth' message")
    for message in [#"{"type":"filter"}"#, "{}", "[]", "{", ""] { #expect(open.verdict(text(message)) == refused) }
    #expect(open.verdict(.binary([0])) == refused)
  }

  private func request(_ subprotocols: String?) -> Request {
    var headers = Headers()
    if let subprotocols { headers.add("sec-websocket-protocol", subprotocols) }
    return Request(method: .get, path: "/api/events/in", headers: headers)
  }

  @Test("A client without the subprotocol is let in only where no auth string is set and no subprotocol required")
  func handlesOldClients() {
    #expect(open.accept(request(nil)) { _ in }.status == .switchingProtocols)
    #expect(open.accept(request("other")) { _ in }.status == .switchingProtocols)
    #expect(open.accept(request(nil), requiresSubprotocol: true) { _ in }.status == .forbidden)
    #expect(closed.accept(request("other")) { _ in }.status == .forbidden)
  }

  @Test("The subprotocol is echoed, wherever it stands among others")
  func echoesSubprotocol() {
    guard case .webSocket(let upgrade) = open.accept(request("other, prefect"), { _ in }).body else {
      Issue.record("no WebSocket")
      return
    }
    #expect(upgrade.subprotocol == "prefect")
  }
}
