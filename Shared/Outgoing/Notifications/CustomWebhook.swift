internal import JSON

/// A block of type `custom-webhook` (`CustomWebhookNotificationBlock`).
struct CustomWebhook: Sendable {
  private let data: BlockData

  init(_ data: BlockData) throws(BlockProblem) {
    self.data = data
  }

  func deliveries(of notification: Notification) throws(BlockProblem) -> [Delivery] {
    []
  }
}
