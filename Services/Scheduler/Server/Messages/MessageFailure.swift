/// Why a message was not sent, in words that hold no secret.
struct MessageFailure: Error, Sendable, Hashable {
  /// Why the action failed, as its event says it.
  var reason: String
  /// What was logged while a notification was sent; the event has it as `notification_log`.
  var notificationLog: String?
  /// Whether the same attempt may succeed later.
  var isTransient: Bool

  init(_ reason: String, notificationLog: String? = nil, isTransient: Bool = false) {
    self.reason = reason
    self.notificationLog = notificationLog
    self.isTransient = isTransient
  }
}
