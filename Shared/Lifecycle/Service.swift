public import Reactor

/// A part of a program that works until its task is cancelled.
public protocol Service: Sendable {
  /// For logs.
  var name: String { get }

  /// The loop whose thread `run` is on; the program's main loop when nil.
  var loop: EventLoop? { get }

  /// How long this service may take to end once it is asked to; the rest of the group's time when nil.
  var stopLimit: Duration? { get }

  /// Works until it is cancelled, then finishes what it has begun and returns.
  ///
  /// Returning or throwing before that counts as a failure and ends the whole group.
  func run() async throws
}

extension Service {
  public var loop: EventLoop? { nil }
  public var stopLimit: Duration? { nil }
}
