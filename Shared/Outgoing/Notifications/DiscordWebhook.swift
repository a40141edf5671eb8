internal import JSON
internal import Values

/// A block of type `discord-webhook`. The block's `botname` and `include_image` have no effect in Prefect either.
struct DiscordWebhook: NotificationService {
  private let type: NotifyType
  private let url: String
  private let speaks: Bool
  private let hasAvatar: Bool
  private let avatarURL: String

  init(_ data: BlockData) throws(BlockProblem) {
    type = try NotifyType(data)
    let id = try AppriseStyle.token(data.required("webhook_id"), "webhook_id")
    let token = try AppriseStyle.token(data.required("webhook_token"), "webhook_token")
    guard let part = token.split(separator: "/").first else {
      throw .invalid("webhook_token: An invalid value was specified")
    }
    url = "https://discord.com/api/webhooks/\(id)/\(part)"
    speaks = try data.flag("tts", false)
    hasAvatar = try data.flag("avatar", false)
    avatarURL = AppriseStyle.parameter(try data.text("avatar_url") ?? "")
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let (title, body) = try AppriseStyle.message(notification)
    // Discord refuses a message without text; Apprise sends none.
    guard !body.isEmpty else { return [] }
    let request = AppriseStyle.post(url, contentType: "application/json; charset=utf-8") { writer in
      writer.beginObject()
      writer.key("tts")
      writer.bool(speaks)
      writer.key("wait")
      writer.bool(!speaks)
      if hasAvatar { writer.member("avatar_url", avatarURL.isEmpty ? type.image(256) : avatarURL) }
      writer.member("content", title.isEmpty ? body : "\(title)\r\n\(body)")
      writer.endObject()
    }
    return [
      Delivery(
        request, connectionComplaint: "A Connection error occurred posting to Discord.",
        complaint: AppriseStyle.complaint("Failed to send Discord notification: ", accepting: [200, 204]))
    ]
  }
}
