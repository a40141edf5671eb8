internal import JSON
internal import Values

/// A block of type `slack-webhook`: an incoming webhook of Slack, of its version for governments, or of a Slack workflow.
struct SlackWebhook: NotificationService {
  private enum Kind {
    case incoming, workflow
  }

  private let url: String
  private let kind: Kind
  private let type: NotifyType
  private let allowsPrivateAddresses: Bool
  private let application: String
  private let options: [String: String]

  init(_ data: BlockData) throws(BlockProblem) {
    type = try NotifyType(data)
    allowsPrivateAddresses = try data.flag("allow_private_urls", true)
    let (place, query) = SlackWebhook.split(try data.required("url"))
    guard let parts = place.map({ $0.split(separator: "/").map(String.init) }), let host = parts.first?.lowercased(),
      parts.count >= 2
    else { throw .undeliverable(log: SlackWebhook.unknown) }
    let tokens = parts.dropFirst(2)
    switch (host, parts[1].lowercased(), tokens.count) {
    case ("hooks.slack.com", "services", 3), ("hooks.slack-gov.com", "services", 3):
      kind = .incoming
    case ("hooks.slack.com", "workflows", 4), ("hooks.slack.com", "triggers", 3):
      kind = .workflow
    default: throw .undeliverable(log: SlackWebhook.unknown)
    }
    let marks = kind == .workflow ? "_-" : ""
    guard tokens.allSatisfy({ SlackWebhook.isToken($0, marks) }) else {
      throw .undeliverable(log: SlackWebhook.unknown)
    }
    let isMadeByItself = kind == .incoming && parts[0] != "hooks.slack.com" && query.isEmpty
    application = isMadeByItself ? AppriseStyle.ownApplication : AppriseStyle.application
    url = "https://\(host)/\(parts[1].lowercased())/\(tokens.joined(separator: "/"))"
    options = query
  }

  private static let unknown = "[WARNING]: There are no service(s) to notify"

  /// What is behind the scheme, up to the query; and the query's items.
  private static func split(_ url: String) -> (place: Substring?, query: [String: String]) {
    let url = PythonStrip.both(url)
    let scheme = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }
    guard let rest = scheme.map({ url.dropFirst($0.count) }) else { return (nil, [:]) }
    let mark = rest.firstIndex(of: "?") ?? rest.endIndex
    let items = rest[mark...].dropFirst().split(separator: "&").map { item in
      let parts = item.split(separator: "=", maxSplits: 1).map { URLText.unquote(String($0)) }
      return (parts[0].lowercased(), parts.count == 2 ? parts[1] : "")
    }
    return (rest[..<mark], Dictionary(items, uniquingKeysWith: { $1 }))
  }

  private static func isToken(_ text: String, _ marks: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || marks.utf8.contains($0) }
  }

  private func option(_ name: String) -> Bool {
    guard let first = options[name]?.lowercased().first else { return true }
    return !"n0f-".contains(first) && options[name]?.lowercased().hasPrefix("of") != true
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let (title, body) = try AppriseStyle.message(notification)
    let kind = kind
    var request = AppriseStyle.post(
      url, from: application, headers: [OutgoingRequest.Header("Accept", "application/json")],
      contentType: "application/json; charset=utf-8"
    ) { writer in
      kind == .workflow ? workflow(&writer, title, body) : incoming(&writer, title, body, moment)
    }
    request.allowsPrivateAddresses = allowsPrivateAddresses
    return [
      Delivery(request, connectionComplaint: "A Connection error occurred posting to Slack.") { response in
        let isOkay = response.status == 200 && (kind == .workflow || response.body == Array("ok".utf8))
        let text = AppriseStyle.statusText(response.status, [401: "Unauthorized - Invalid Token."])
        return isOkay ? nil : "[WARNING]: Failed to send to Slack: \(text)"
      }
    ]
  }

  private func workflow(_ writer: inout JSONWriter, _ title: String, _ body: String) {
    writer.beginObject()
    writer.key("text")
    writer.string(title.isEmpty ? body : "\(title): \(body)")
    writer.endObject()
  }

  private func incoming(_ writer: inout JSONWriter, _ title: String, _ body: String, _ moment: Timestamp) {
    let image = option("image") ? type.image(72) : nil
    writer.beginObject()
    writer.key("mrkdwn")
    writer.bool(true)
    writer.key("attachments")
    writer.beginArray()
    writer.beginObject()
    writer.key("title")
    writer.string(SlackText.escaped(title))
    writer.key("text")
    writer.string(SlackText.formatted(body))
    writer.key("color")
    writer.string(type.color)
    if option("footer") {
      if let image {
        writer.key("footer_icon")
        writer.string(image)
      }
      writer.key("footer")
      writer.string(application)
      if option("timestamp") {
        writer.key("ts")
        writer.double(Double(moment.microseconds) / 1_000_000)
      }
    }
    writer.endObject()
    writer.endArray()
    if let image {
      writer.key("icon_url")
      writer.string(image)
    }
    writer.endObject()
  }
}
