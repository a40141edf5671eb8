internal import Configuration
internal import Crypto
internal import HTTP
internal import Hosting
internal import JSON

/// The opening of every WebSocket of the API: the subprotocol `prefect`, and a first message that shows the auth string
/// (contract §2.3).
///
/// A client that doesn't offer the subprotocol is an old one: where no auth string is set it is let in without an opening.
struct AuthenticatedSocket: Sendable {
  let authString: Secret<String>?
  /// The first message may be no larger.
  private static let maximumBytes = 64 * 1024

  /// Answers the handshake; the conversation begins once the client has shown who it is.
  ///
  /// - Parameters:
  ///   - requiresSubprotocol: Whether old clients are turned away in any case.
  ///   - failureReason: The reason that every failure is closed with, in place of its own.
  ///   - holdsPings: Whether the conversation answers the pings that follow the opening.
  func accept(
    _ request: Request, requiresSubprotocol: Bool = false, failureReason: String? = nil, holdsPings: Bool = false,
    _ conversation: @escaping @Sendable (any WebSocket) async -> Void
  ) -> Response {
    guard request.webSocketSubprotocols.contains("prefect") else {
      if authString != nil || requiresSubprotocol { return Response(status: .forbidden) }
      return Response(
        status: .switchingProtocols, body: .webSocket(WebSocketUpgrade(subprotocol: nil, run: conversation)))
    }
    let upgrade = WebSocketUpgrade(subprotocol: "prefect") { socket in
      if await authenticate(socket, failureReason, holdsPings) { await conversation(socket) }
    }
    return Response(status: .switchingProtocols, body: .webSocket(upgrade))
  }

  /// - Returns: Whether the client may go on; if not, the socket is closed.
  private func authenticate(
    _ socket: any WebSocket, _ failureReason: String?, _ holdsPings: Bool
  ) async -> Bool {
    guard let message = await socket.receive() else { return false }
    switch verdict(message) {
    case .welcome:
      if holdsPings { await socket.answersPings(false) }
      do {
        try await socket.send(text: Array(#"{"type":"auth_success"}"#.utf8))
        return true
      } catch {
        return false
      }
    case .refused(let reason): await socket.close(code: 1008, reason: failureReason ?? reason)
    }
    return false
  }

  enum Verdict: Equatable {
    case welcome
    case refused(String)
  }

  /// What becomes of a client that begins with a message.
  func verdict(_ message: WebSocketMessage) -> Verdict {
    guard case .text(let bytes) = message, let root = object(bytes), root["type" as StaticString]?.text == "auth" else {
      return .refused("Expected 'auth' message")
    }
    guard let authString else { return .welcome }
    guard let token = root["token" as StaticString], !token.isNull else {
      return .refused("Auth required but no token provided")
    }
    guard let text = token.text else { return .refused("Invalid token") }
    if text.isEmpty { return .refused("Auth required but no token provided") }
    return ConstantTime.equal(text, authString.reveal()) ? .welcome : .refused("Invalid token")
  }

  private func object(_ bytes: [UInt8]) -> JSONValue? {
    let limits = JSONLimits(maximumDepth: 16, maximumBytes: AuthenticatedSocket.maximumBytes)
    do throws(JSONSyntaxError) {
      let root = try JSONDocument.parse(bytes, limits: limits).root
      return root.kind == .object ? root : nil
    } catch {
      return nil
    }
  }
}
