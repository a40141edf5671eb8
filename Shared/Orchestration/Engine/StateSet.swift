public import Models

/// A set of state types; "no state" is a member of its own.
public struct StateSet: OptionSet, Sendable, Hashable {
  public let rawValue: UInt16

  public init(rawValue: UInt16) {
    self.rawValue = rawValue
  }

  /// Before the first state, or when nothing is proposed any more.
  public static let none = StateSet(rawValue: 1)
  public static let scheduled = StateSet(rawValue: 1 << 1)
  public static let pending = StateSet(rawValue: 1 << 2)
  public static let running = StateSet(rawValue: 1 << 3)
  public static let completed = StateSet(rawValue: 1 << 4)
  public static let failed = StateSet(rawValue: 1 << 5)
  public static let cancelled = StateSet(rawValue: 1 << 6)
  public static let crashed = StateSet(rawValue: 1 << 7)
  public static let paused = StateSet(rawValue: 1 << 8)
  public static let cancelling = StateSet(rawValue: 1 << 9)

  public static let final: StateSet = [.completed, .failed, .cancelled, .crashed]
  /// Every type, without "no state".
  public static let states: StateSet = [.scheduled, .pending, .running, .final, .paused, .cancelling]
  public static let all: StateSet = [.none, .states]

  public func holds(_ type: StateType?) -> Bool {
    contains(StateSet(type))
  }

  init(_ type: StateType?) {
    self =
      switch type {
      case nil: .none
      case .scheduled: .scheduled
      case .pending: .pending
      case .running: .running
      case .completed: .completed
      case .failed: .failed
      case .cancelled: .cancelled
      case .crashed: .crashed
      case .paused: .paused
      case .cancelling: .cancelling
      }
  }
}
