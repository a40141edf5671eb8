internal import JSON
internal import Values

/// A block of type `mattermost-webhook`: one message for each channel, or one for the webhook's own.
struct MattermostWebhook: NotificationService {
  private let type: NotifyType
  private let url: String
  private let botname: String
  private let channels: [String]
  private let includesImage: Bool

  init(_ data: BlockData) throws(BlockProblem) {
    type = try NotifyType(data)
    let scheme = try data.flag("secure", false) ? "https" : "http"
    let host = URLText.unquote(try data.required("hostname"))
    let port = try data.integer("port") ?? 8065
    let token = try AppriseStyle.token(data.required("token"), "token")
    var path = PythonStrip.both(try data.text("path") ?? "")
    while path.hasSuffix("/") { path.removeLast() }
    url = "\(scheme)://\(host)\(port == 0 ? "" : ":\(port)")\(path)/hooks/\(token)"
    botname = URLText.unquote(try data.text("botname") ?? "")
    channels = AppriseStyle.list(try data.texts("channels") ?? []).compactMap(MattermostWebhook.channel)
    includesImage = try data.flag("include_image", false)
  }

  /// The name without what marks it as one; nil for what is none.
  private static func channel(_ text: String) -> String? {
    let mark = ["#", "%23", "+", "%2B"].first { text.hasPrefix($0) } ?? ""
    let name = text.dropFirst(mark.count)
    return ASCII.consists(name, of: { ASCII.isLetterOrDigit($0) || $0 == 0x2D || $0 == 0x5F }) ? String(name) : nil
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let text = try AppriseStyle.text(notification)
    let targets = channels.isEmpty ? [String?.none] : channels.map { $0 }
    return targets.map { channel in
      let request = AppriseStyle.post(url, from: AppriseStyle.ownApplication) { writer in
        writer.beginObject()
        writer.member("text", text)
        if includesImage { writer.member("icon_url", type.image(72)) }
        writer.member("username", botname.isEmpty ? AppriseStyle.ownApplication : botname)
        if let channel { writer.member("channel", channel) }
        writer.endObject()
      }
      let name = channel ?? "None"
      return Delivery(
        request,
        connectionComplaint: "A Connection error occurred sending Mattermost webhook notification to \(name)."
      ) { response in
        guard response.status != 200 else { return nil }
        let status = AppriseStyle.statusText(response.status)
        return "[WARNING]: Failed to send Mattermost notification to channel \(name): "
          + (status.hasPrefix("error") ? ", " : "") + status
      }
    }
  }
}
