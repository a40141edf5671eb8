/// The checks and the answer of a WebSocket's opening handshake (RFC 6455 §4.2, RFC 8441 §5).
public struct WebSocketHandshake: Sendable, Equatable {
  /// The value of `sec-websocket-accept`.
  public let accept: String

  /// Checks an HTTP/1.1 request. The checks that both versions share are in `checkVersion`.
  public init(_ request: Request) throws(RequestRefusal) {
    guard request.method == .get, request.isWebSocketUpgrade else {
      throw RequestRefusal(Status(code: 426), "This address is a WebSocket.")
    }
    try WebSocketHandshake.checkVersion(request)
    let keys = request.headers.values("sec-websocket-key")
    guard keys.count == 1, WebSocketHandshake.isKey(keys[0]) else {
      throw .malformed("The Sec-WebSocket-Key field is malformed.")
    }
    guard request.body.isEmpty else { throw .malformed("A WebSocket handshake has no body.") }
    accept = SHA1.base64(of: Array("\(keys[0])258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8))
  }

  public static func checkVersion(_ request: Request) throws(RequestRefusal) {
    guard request.headers["sec-websocket-version"] == "13" else {
      throw RequestRefusal(Status(code: 426), "The only supported WebSocket version is 13.")
    }
  }

  /// 16 bytes in base64: 22 characters and two signs of padding.
  private static func isKey(_ key: String) -> Bool {
    let bytes = Array(key.utf8)
    guard bytes.count == 24, bytes[22] == 0x3D, bytes[23] == 0x3D else { return false }
    return bytes[..<22].allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F: true
      default: false
      }
    }
  }
}

extension Request {
  /// Whether the peer asks for a WebSocket. HTTP/2's extended CONNECT is shown to responders as such a GET too.
  public var isWebSocketUpgrade: Bool {
    guard let upgrade = headers["upgrade"], upgrade.lowercased() == "websocket" else { return false }
    return headers.values("connection").contains { value in
      value.split(separator: ",").contains { $0.filter { $0 != " " && $0 != "\t" }.lowercased() == "upgrade" }
    }
  }

  /// The subprotocols that the peer offers for a WebSocket, in its order.
  public var webSocketSubprotocols: [String] {
    headers.values("sec-websocket-protocol").flatMap { value in
      value.split(separator: ",").map { String($0.filter { $0 != " " && $0 != "\t" }) }
    }
  }
}
