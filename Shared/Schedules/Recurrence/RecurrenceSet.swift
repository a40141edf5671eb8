/// A recurrence of iCalendar: rules and dates that come, less those that are excluded (RFC 5545 §3.8.5, in the dialect of
/// the Python library dateutil).
public struct RecurrenceSet: Sendable, Hashable {
  var rules: [RecurrenceRule] = []
  /// Wall times, ascending.
  var dates: [Int64] = []
  var excludedRules: [RecurrenceRule] = []
  /// Wall times, ascending.
  var excludedDates: [Int64] = []
  /// Whether the text says when the recurrence starts.
  var hasStart = false

  /// No longer text is accepted, in characters.
  public static let maximumLength = 6500

  /// - Parameter isZone: Tells the names of time zones from other words.
  /// - Throws: What dateutil says of the text, as far as it says anything.
  public init(_ text: String, isZone: @escaping (String) -> Bool) throws(RecurrenceError) {
    var reader = RecurrenceReader(text, isZone: isZone)
    self = try reader.recurrence()
  }

  init() {}

  /// The wall times, in seconds since 1970-01-01T00:00:00 on the clock of the place, each once.
  func occurrences(from: Int64, through last: Int64) -> Occurrences {
    Occurrences(self, from: from, through: last)
  }

  public struct Occurrences: Sequence, IteratorProtocol, Sendable {
    private var dates: Merged
    private var exclusions: Merged
    private var previous: Int64?
    private var excluded: Int64?

    init(_ set: RecurrenceSet, from: Int64, through last: Int64) {
      dates = Merged(set.dates, set.rules, from: from, through: last)
      exclusions = Merged(set.excludedDates, set.excludedRules, from: from, through: last)
      excluded = exclusions.next()
    }

    public mutating func next() -> Int64? {
      var tries = 0
      while tries < RecurrenceOccurrences.patience, let date = dates.next() {
        if date == previous { continue }
        previous = date
        while let first = excluded, first < date { excluded = exclusions.next() }
        if date != excluded { return date }
        tries += 1
      }
      return nil
    }
  }

  /// What several sources have, in order.
  private struct Merged: Sendable {
    private var dates: ArraySlice<Int64>
    private var sources: [(head: Int64, rest: RecurrenceOccurrences)] = []

    init(_ dates: [Int64], _ rules: [RecurrenceRule], from: Int64, through last: Int64) {
      self.dates = dates.filter { (from...Swift.max(from, last)).contains($0) }[...]
      for rule in rules {
        var rest = RecurrenceOccurrences(rule, from: from, through: last)
        if let head = rest.next() { sources.append((head, rest)) }
      }
    }

    mutating func next() -> Int64? {
      guard let index = sources.indices.min(by: { sources[$0].head < sources[$1].head }) else {
        return dates.popFirst()
      }
      if let date = dates.first, date < sources[index].head { return dates.popFirst() }
      let head = sources[index].head
      if let next = sources[index].rest.next() { sources[index].head = next } else { sources.remove(at: index) }
      return head
    }
  }
}
