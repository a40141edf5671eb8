/// What a file descriptor can be ready for, in epoll's own bits.
public struct Readiness: OptionSet, Sendable {
  public let rawValue: UInt32

  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  public static let read = Readiness(rawValue: 0x001)
  public static let write = Readiness(rawValue: 0x004)
  /// The peer closed its sending side. Reported only when asked for.
  public static let readClosed = Readiness(rawValue: 0x2000)
  /// Always reported.
  public static let hangUp = Readiness(rawValue: 0x010)
  /// Always reported.
  public static let error = Readiness(rawValue: 0x008)
}

/// Told on the loop's thread when its descriptor is ready (level triggered).
public protocol ReadinessHandler: AnyObject {
  func ready(_ readiness: Readiness)
}

/// A descriptor that is being watched. It belongs to its loop's thread.
public final class Registration {
  let descriptor: Int32
  private let loop: EventLoop
  private(set) var handler: (any ReadinessHandler)?
  private var interest: Readiness

  init(loop: EventLoop, descriptor: Int32, interest: Readiness, handler: any ReadinessHandler) {
    self.loop = loop
    self.descriptor = descriptor
    self.interest = interest
    self.handler = handler
  }

  var isActive: Bool { handler != nil }

  /// Changes what is waited for; an unchanged interest costs nothing.
  public func wait(for interest: Readiness) {
    guard isActive, interest != self.interest else { return }
    self.interest = interest
    loop.update(self, interest: interest)
  }

  /// Stops watching and lets go of the handler. To be called before the descriptor is closed.
  public func cancel() {
    guard isActive else { return }
    loop.remove(self)
    handler = nil
  }
}
