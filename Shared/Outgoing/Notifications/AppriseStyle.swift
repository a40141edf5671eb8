internal import JSON

/// What all services of the Apprise library have in common, as Prefect sets it up.
enum AppriseStyle {
  /// How Prefect names itself.
  static let application = "Prefect Notifications"
  /// The name of a service that Prefect makes by itself and not by its URL, so that it does not get Prefect's name.
  static let ownApplication = "Apprise"

  /// The title and body as Apprise gives them to a service: nothing is cut, only white space at the ends.
  /// - Throws: What Apprise logs when there is nothing to send.
  static func message(_ notification: Notification) throws(BlockProblem) -> (title: String, body: String) {
    if notification.body.isEmpty {
      let reason =
        (notification.subject ?? "").isEmpty
        ? "[ERROR]: No message content specified to deliver\n"
          + "[WARNING]: Could not prepare the notification: No message content specified to deliver"
        : "[WARNING]: No message body or attachment was specified."
      throw .undeliverable(log: reason)
    }
    return (PythonStrip.both(notification.subject ?? ""), PythonStrip.end(notification.body))
  }

  /// The same as one text, for services without a title.
  static func text(_ notification: Notification) throws(BlockProblem) -> String {
    let (title, body) = try message(notification)
    return title.isEmpty ? body : "\(title)\r\n\(body)"
  }

  /// A POST of JSON.
  static func post(
    _ url: String, from application: String = application, headers: [OutgoingRequest.Header] = [],
    contentType: String = "application/json",
    _ body: (inout JSONWriter) -> Void
  ) -> OutgoingRequest {
    OutgoingRequest(
      method: "POST", url: url,
      headers: [OutgoingRequest.Header("User-Agent", application), OutgoingRequest.Header("Content-Type", contentType)]
        + headers,
      body: RawJSON(writing: body).bytes)
  }

  /// What Apprise says of a status, in front of its number.
  static func statusText(_ status: Int, _ own: [Int: String] = [:]) -> String {
    let words = [
      400: "Bad Request - Unsupported Parameters.", 401: "Verification Failed.", 404: "Page not found.",
      405: "Method not allowed.", 500: "Internal server error.", 503: "Servers are overloaded.",
    ]
    return (own[status] ?? words[status]).map { "\($0), error=\(status)." } ?? "error=\(status)."
  }

  /// Judges a response by its status; a failure is logged with `prefix` in front.
  static func complaint(
    _ prefix: String, accepting accepted: Set<Int>, _ own: [Int: String] = [:]
  ) -> @Sendable (OutgoingResponse) -> String? {
    { accepted.contains($0.status) ? nil : "[WARNING]: \(prefix)\(statusText($0.status, own))" }
  }

  /// A text after it went through one of Apprise's own URLs as a parameter, which Prefect has its blocks go through: it is
  /// decoded once more than it was encoded.
  static func parameter(_ text: String) -> String {
    URLText.unquote(PythonStrip.both(text))
  }

  /// Apprise's `parse_list`: items between white space, commas, semicolons and brackets, each once and sorted.
  static func list(_ texts: [String]) -> [String] {
    let items = texts.flatMap { text in
      text.unicodeScalars
        .split { PythonStrip.isSpace($0) || "[];,".unicodeScalars.contains($0) }
        .map { String(String.UnicodeScalarView($0)) }
    }
    return Set(items).sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) }
  }

  /// Apprise's check of a token: something without white space in front, stripped at the end.
  static func token(_ text: String, _ name: String) throws(BlockProblem) -> String {
    guard let first = text.unicodeScalars.first, !PythonStrip.isSpace(first) else {
      throw .invalid("\(name): An invalid value was specified")
    }
    return PythonStrip.both(text)
  }
}

/// The kind of a notification, which decides its colours and images.
enum NotifyType: String, Sendable, CaseIterable {
  case info, success, warning, failure

  init(_ data: BlockData) throws(BlockProblem) {
    let text = try data.choice("notify_type", of: NotifyType.allCases.map(\.rawValue), "info")
    self = NotifyType(rawValue: text) ?? .info
  }

  var color: String {
    switch self {
    case .info: "#3AA3E3"
    case .success: "#3AA337"
    case .failure: "#A32037"
    case .warning: "#CACF29"
    }
  }

  func image(_ size: Int) -> String {
    "https://github.com/caronc/apprise/raw/master/apprise/assets/themes/default/apprise-\(rawValue)-\(size)x\(size).png"
  }
}

/// Python's `strip`: white space by its own definition.
enum PythonStrip {
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }

  static func both(_ text: String) -> String {
    end(String(String.UnicodeScalarView(text.unicodeScalars.drop(while: isSpace))))
  }

  static func end(_ text: String) -> String {
    var rest = text.unicodeScalars[...]
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(String.UnicodeScalarView(rest))
  }
}
