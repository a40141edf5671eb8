/// A number that goes up and down.
public final class Gauge: Sendable {
  private let number = AtomicDouble()

  init() {}

  public func set(_ value: Double) { number.store(value) }
  public func add(_ amount: Double = 1) { number.add(amount) }
  public func subtract(_ amount: Double = 1) { number.add(-amount) }
  public var value: Double { number.load() }
}
