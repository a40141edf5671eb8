internal import Values

#if canImport(Glibc)
  internal import Glibc
#endif

/// How long to wait for slots that are not free (contract §7.11).
public struct SlotWait: Sendable, Hashable {
  /// A limit that was asked, as it was then.
  public struct Limit: Sendable, Hashable {
    public var name: String
    public var limit: Int
    public var slotDecayPerSecond: Double
    public var averageSlotOccupancySeconds: Double
    /// Slots that others are waiting for, after decay.
    public var deniedSlots: Int

    public init(
      name: String, limit: Int, slotDecayPerSecond: Double, averageSlotOccupancySeconds: Double, deniedSlots: Int
    ) {
      self.name = name
      self.limit = limit
      self.slotDecayPerSecond = slotDecayPerSecond
      self.averageSlotOccupancySeconds = averageSlotOccupancySeconds
      self.deniedSlots = deniedSlots
    }
  }

  /// The longest mean wait for slots that don't decay.
  public var maximum: Duration
  /// The same for limits of a tag.
  public var tagMaximum: Duration

  public init(maximum: Duration = .seconds(30), tagMaximum: Duration = .seconds(10)) {
    self.maximum = maximum
    self.tagMaximum = tagMaximum
  }

  /// The mean wait in seconds of one who wants that many slots of each of the limits: that of the limit with the most
  /// slots wanted, for its size if it doesn't decay. 0 without limits.
  public func mean(of limits: [Limit], slots: Int) -> Double {
    let pressures = limits.map { limit in
      let wanted = Double(slots) + Double(limit.deniedSlots)
      return (limit: limit, wanted: limit.slotDecayPerSecond > 0 ? wanted : wanted / Double(max(1, limit.limit)))
    }
    guard let (limit, wanted) = pressures.max(by: { $0.wanted < $1.wanted }) else { return 0 }
    if limit.slotDecayPerSecond > 0 { return wanted / limit.slotDecayPerSecond }
    let longest = (limit.name.hasPrefix("tag:") ? tagMaximum : maximum).inSeconds
    return min(min(limit.averageSlotOccupancySeconds, longest) * wanted, longest)
  }
}

/// An exponential variate that is cut off on both sides, so that those who wait neither come back together nor starve.
public enum ClampedPoisson {
  /// The bounds as shares of the mean. The mass between the lower bound and the median is that between the median and
  /// the upper one.
  static func bounds(clampedBy factor: Double) -> (lower: Double, upper: Double) {
    let upper = 1 + factor
    // Beyond this the lower bound is 0 as far as a Double can tell.
    return (upper >= 50 ? 0 : log2(exp2(upper) / (exp2(upper) - 1)), upper)
  }

  /// An interval with the given mean, in the same unit; 0 for a mean of 0 or less.
  ///
  /// - Parameter factor: How far above the mean it may be, as a share of it; above 0.
  public static func interval(
    mean: Double, clampedBy factor: Double = 0.3, using generator: inout some RandomNumberGenerator
  ) -> Double {
    interval(mean: mean, clampedBy: factor, at: Double.random(in: 0...1, using: &generator))
  }

  /// The interval whose share of all is shorter.
  public static func interval(mean: Double, clampedBy factor: Double = 0.3, at share: Double) -> Double {
    guard mean > 0 else { return 0 }
    let (lower, upper) = bounds(clampedBy: factor)
    let least = 1 - exp(-lower)
    return -log(max(1 - (least + share * (1 - exp(-upper) - least)), 1e-10)) * mean
  }
}
