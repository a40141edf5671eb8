internal import Synchronization

/// A number that only grows.
public final class Counter: Sendable {
  private let total = Atomic<Int>(0)

  init() {}

  /// Adds to it; what is negative is not added.
  public func add(_ amount: Int = 1) {
    if amount > 0 { total.wrappingAdd(amount, ordering: .relaxed) }
  }

  public var value: Int { total.load(ordering: .relaxed) }
}
