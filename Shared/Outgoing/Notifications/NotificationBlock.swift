/// What a notification says.
public struct Notification: Sendable, Hashable {
  public var subject: String?
  public var body: String

  public init(subject: String?, body: String) {
    self.subject = subject
    self.body = body
  }
}

/// A block that can notify, of a type whose requests are known: what Prefect's blocks and the Apprise library send for it.
public struct NotificationBlock: Sendable {
  private let make: @Sendable (Notification) throws(BlockProblem) -> [Delivery]

  /// - Throws: `BlockProblem` for a type that only Python knows, and for data that its model refuses.
  public init(slug: String, _ data: BlockData) throws(BlockProblem) {
    switch slug {
    case "custom-webhook": make = try CustomWebhook(data).deliveries(of:)
    default: throw .needsPython(slug: slug)
    }
  }

  /// The requests that carry a notification, in their order; each is sent even if one before it failed.
  public func deliveries(of notification: Notification) throws(BlockProblem) -> [Delivery] {
    try make(notification)
  }
}
