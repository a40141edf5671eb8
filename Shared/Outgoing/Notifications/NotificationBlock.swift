public import Values

/// What a notification says.
public struct Notification: Sendable, Hashable {
  public var subject: String?
  public var body: String

  public init(subject: String?, body: String) {
    self.subject = subject
    self.body = body
  }
}

/// The requests of one type of block.
protocol NotificationService: Sendable {
  init(_ data: BlockData) throws(BlockProblem)
  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery]
}

/// A block that can notify, of a type whose requests are known: what Prefect's blocks and the Apprise library send for it.
public struct NotificationBlock: Sendable {
  private let service: any NotificationService

  private static let services: [String: any NotificationService.Type] = [
    "slack-webhook": SlackWebhook.self,
    "ms-teams-webhook": TeamsWebhook.self,
    "pager-duty-webhook": PagerDutyWebhook.self,
    "twilio-sms": TwilioSMS.self,
    "opsgenie-webhook": OpsgenieWebhook.self,
    "mattermost-webhook": MattermostWebhook.self,
    "discord-webhook": DiscordWebhook.self,
    "custom-webhook": CustomWebhook.self,
    "sendgrid-email": SendgridEmail.self,
  ]

  /// - Throws: `BlockProblem` for a type that only Python knows, and for data that its model refuses.
  public init(slug: String, _ data: BlockData) throws(BlockProblem) {
    guard let type = NotificationBlock.services[slug] else { throw .needsPython(slug: slug) }
    service = try type.init(data)
  }

  /// The requests that carry a notification, in their order; each is sent even if one before it failed.
  /// - Parameter moment: The time that a service shows beside the message.
  public func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    try service.deliveries(of: notification, at: moment)
  }
}
