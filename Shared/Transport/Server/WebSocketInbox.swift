internal import HTTP

/// Messages that wait for a handler, first in first out, and what they cost in memory.
struct WebSocketInbox {
  private var messages: [WebSocketMessage] = []
  private var first = 0
  /// Bytes of the messages, with something for each one's own overhead.
  private(set) var cost = 0

  private static let overhead = 64

  var isEmpty: Bool { first == messages.count }

  mutating func append(_ message: WebSocketMessage) {
    messages.append(message)
    cost += WebSocketInbox.cost(of: message)
  }

  mutating func popFirst() -> WebSocketMessage? {
    guard first < messages.count else { return nil }
    let message = messages[first]
    messages[first] = .pong([])
    first += 1
    cost -= WebSocketInbox.cost(of: message)
    if first == messages.count || first > 256 {
      messages.removeFirst(first)
      first = 0
    }
    return message
  }

  private static func cost(of message: WebSocketMessage) -> Int {
    switch message {
    case .text(let bytes), .binary(let bytes), .ping(let bytes), .pong(let bytes): bytes.count + overhead
    }
  }
}
