internal import Models
internal import Testing
internal import Values

@Suite("Buckets of time")
struct EventTimeBucketsTests {
  private let now = Timestamp(microseconds: 1_800_000_000_000_000)

  private func buckets(
    _ since: Int64, _ until: Int64, _ unit: EventTimeBuckets.Unit, _ interval: Double = 1
  ) throws -> EventTimeBuckets {
    try EventTimeBuckets(
      since: EventTimeBuckets.pivot + .seconds(since), until: EventTimeBuckets.pivot + .seconds(until), unit: unit,
      interval: interval, now: now)
  }

  @Test("They begin with the one that holds the window's start, and are filled with zeros")
  func fills() throws {
    let counts = try buckets(90_000, 180_000, .day).counts([1: 7, 8: 1])
    #expect(counts.map(\.value) == ["0", "1"])
    #expect(counts.map(\.count) == [0, 7])
    #expect(counts[0].label == "2024-04-02T00:00:00+00:00")
    #expect(counts[1].end.text == "2024-04-03T23:59:59.999999Z")
  }

  @Test("Before the pivot they are counted downwards")
  func countsDown() throws {
    let buckets = try buckets(-1, 1, .hour)
    #expect(buckets.start == EventTimeBuckets.pivot - .seconds(3600))
    #expect(buckets.counts([0: 1, 1: 2]).map(\.count) == [1, 2])
  }

  @Test("Too many are refused")
  func refuses() throws {
    #expect(throws: DomainError.self) { try buckets(0, 1001, .second) }
    #expect(try buckets(0, 1000, .second).counts([:]).count == 1000)
    #expect(throws: DomainError.self) {
      try EventTimeBuckets(
        since: Timestamp(microseconds: .min), until: Timestamp(microseconds: .max), unit: .second, interval: 0.01,
        now: now)
    }
  }

  @Test("Any length is taken without harm", arguments: [0.01, 1, 1e300, .infinity])
  func survivesLengths(interval: Double) throws {
    for since: Int64 in [0, -50_000_000_000, -63_000_000_000] {
      guard let buckets = try? buckets(since, 1, .week, interval) else { continue }
      let counts = buckets.counts([:])
      #expect(counts.count <= 1001)
      #expect(counts.allSatisfy { $0.label.hasSuffix("+00:00") && $0.start.text <= $0.end.text })
    }
  }

  @Test("None begins after the unit of time that is under way")
  func trims() throws {
    let far = try EventTimeBuckets(
      since: now - .seconds(3600), until: now + .seconds(36_000), unit: .hour, interval: 1, now: now)
    #expect(far.counts([:]).count == 2)
  }
}
