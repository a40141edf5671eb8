/// How large and how deep a text may be before it is refused unread.
public struct JSONLimits: Sendable, Hashable {
  /// Containers within containers.
  public var maximumDepth: Int
  /// Bytes of the whole text.
  public var maximumBytes: Int
  /// Digits of one integer; the reference refuses more than this too.
  public var maximumIntegerDigits: Int

  public init(maximumDepth: Int = 200, maximumBytes: Int = 16 << 20, maximumIntegerDigits: Int = 4300) {
    self.maximumDepth = maximumDepth
    self.maximumBytes = maximumBytes
    self.maximumIntegerDigits = maximumIntegerDigits
  }

  public static let `default` = JSONLimits()

  /// For what was held to a request's limits when it was taken, however high these were set.
  public static let stored = JSONLimits(maximumDepth: 1100, maximumBytes: 1 << 30)
}
