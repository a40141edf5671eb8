import Models
import Testing
import Values

@Suite("Waiting for slots")
struct SlotWaitTests {
  private let wait = SlotWait(maximum: .seconds(30), tagMaximum: .seconds(10))

  private func limit(
    _ name: String = "db", limit: Int = 2, decay: Double = 0, occupancy: Double = 2, denied: Int = 0
  ) -> SlotWait.Limit {
    SlotWait.Limit(
      name: name, limit: limit, slotDecayPerSecond: decay, averageSlotOccupancySeconds: occupancy, deniedSlots: denied)
  }

  @Test("The mean wait is the occupancy for each round of slots that are wanted before")
  func meanOfOccupancy() {
    #expect(wait.mean(of: [limit()], slots: 1) == 1)
    #expect(wait.mean(of: [limit(denied: 5)], slots: 1) == 6)
    #expect(wait.mean(of: [limit(limit: 1, occupancy: 0.5)], slots: 1) == 0.5)
  }

  @Test("The mean wait for slots that don't decay has a bound, and a tag's its own")
  func boundsMean() {
    #expect(wait.mean(of: [limit(limit: 1, occupancy: 500)], slots: 1) == 30)
    #expect(wait.mean(of: [limit(limit: 1, denied: 100)], slots: 1) == 30)
    #expect(wait.mean(of: [limit("tag:db", limit: 1, occupancy: 500)], slots: 1) == 10)
  }

  @Test("The mean wait for slots that decay follows their rate without a bound")
  func meanOfDecay() {
    #expect(wait.mean(of: [limit(decay: 0.25)], slots: 1) == 4)
    #expect(wait.mean(of: [limit(decay: 0.25, denied: 99)], slots: 1) == 400)
  }

  @Test("The limit with the most slots wanted for its size decides")
  func picksLimit() {
    let limits = [limit(limit: 10, occupancy: 30), limit(limit: 1, occupancy: 3), limit(limit: 5, occupancy: 20)]
    #expect(wait.mean(of: limits, slots: 1) == 3)
    #expect(wait.mean(of: [], slots: 1) == 0)
    // A limit of 0 is refused before; here it must only not divide by it.
    #expect(wait.mean(of: [limit(limit: 0)], slots: 1) == 2)
  }

  @Test("An interval stays within its clamps, reaches towards both, and keeps its mean")
  func clampsIntervals() {
    var generator = Steps()
    let samples = (0..<4096).map { _ in ClampedPoisson.interval(mean: 10, using: &generator) }
    let lower = 10 * 0.7511
    #expect(samples.allSatisfy { $0 >= lower - 0.01 && $0 <= 13.000001 })
    #expect((samples.min() ?? 0) < lower + 0.05)
    #expect((samples.max() ?? 0) > 12.95)
    let mean = samples.reduce(0, +) / Double(samples.count)
    #expect(abs(mean - 10) < 0.5)
  }

  @Test("A mean of nothing is no wait", arguments: [0, -1, -Double.infinity, Double.nan])
  func noWait(_ mean: Double) {
    var generator = Steps()
    #expect(ClampedPoisson.interval(mean: mean, using: &generator) == 0)
  }

  /// Goes evenly through all that there is.
  private struct Steps: RandomNumberGenerator {
    private var state: UInt64 = 0

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      return state
    }
  }
}
