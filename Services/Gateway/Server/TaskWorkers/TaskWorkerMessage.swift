internal import HTTP
internal import JSON

/// What task workers say on their socket (contract §2.3).
enum TaskWorkerMessage {
  /// The greatest message: a subscription with all its keys.
  static let maximumBytes = 256 * 1024
  /// The longest key of a task, and name of a worker, in bytes.
  static let maximumTextBytes = 4096

  /// What a worker begins with: the tasks that it runs, and what it calls itself.
  enum Opening: Equatable {
    case subscribe(taskKeys: [String], clientID: String)
    /// Told when the socket is closed.
    case violation(String)

    /// - Parameter maximumKeys: How many tasks a worker may name.
    init(_ message: WebSocketMessage, maximumKeys: Int) {
      guard let root = TaskWorkerMessage.object(message), root["type" as StaticString]?.text == "subscribe" else {
        self = .violation("expected 'subscribe' message")
        return
      }
      guard let list = root["keys" as StaticString], !list.isVoid else {
        self = .violation("expected 'keys' in subscribe message")
        return
      }
      guard let name = root["client_id" as StaticString], !name.isVoid else {
        self = .violation("expected 'client_id' in subscribe message")
        return
      }
      guard list.kind == .array else {
        self = .violation("expected 'keys' to be a list of texts")
        return
      }
      guard let clientID = TaskWorkerMessage.text(name) else {
        self = .violation("expected 'client_id' to be a text")
        return
      }
      var keys: [String] = []
      var known: Set<String> = []
      for element in list.elements {
        guard let key = TaskWorkerMessage.text(element) else {
          self = .violation("expected 'keys' to be a list of texts")
          return
        }
        guard known.insert(key).inserted else { continue }
        guard keys.count < maximumKeys else {
          self = .violation("more than \(maximumKeys) keys in subscribe message")
          return
        }
        keys.append(key)
      }
      guard ([clientID] + keys).allSatisfy({ $0.utf8.count <= TaskWorkerMessage.maximumTextBytes }) else {
        self = .violation("more than \(TaskWorkerMessage.maximumTextBytes) bytes in a key or 'client_id'")
        return
      }
      self = .subscribe(taskKeys: keys, clientID: clientID)
    }
  }

  /// What a worker says to a run that it was sent.
  enum Answer: Equatable {
    case acknowledge
    /// It wants no more, and not this one either.
    case quit
    case violation

    init(_ message: WebSocketMessage) {
      switch TaskWorkerMessage.object(message)?["type" as StaticString]?.text {
      case "ack": self = .acknowledge
      case "quit": self = .quit
      default: self = .violation
      }
    }
  }

  private static func object(_ message: WebSocketMessage) -> JSONValue? {
    guard case .text(let bytes) = message else { return nil }
    let limits = JSONLimits(maximumDepth: 16, maximumBytes: maximumBytes)
    do throws(JSONSyntaxError) {
      let root = try JSONDocument.parse(bytes, limits: limits).root
      return root.kind == .object ? root : nil
    } catch {
      return nil
    }
  }

  /// A text that the database can keep.
  private static func text(_ value: JSONValue) -> String? {
    guard !value.holdsNUL, !value.isBrokenText else { return nil }
    return value.text
  }
}

extension JSONValue {
  /// Whether there is nothing in it: what the protocol takes for left out.
  fileprivate var isVoid: Bool {
    switch kind {
    case .null: true
    case .boolean: bool == false
    case .integer, .float: double == 0
    case .string: text?.isEmpty == true
    case .array: !elements.contains { _ in true }
    case .object: memberCount == 0
    }
  }
}
