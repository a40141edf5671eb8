/// A message that someone sent with NOTIFY.
public struct Notification: Sendable, Hashable {
  public let channel: String
  public let payload: String
  /// The server process of the sender.
  public let processID: Int32
}
