/// Reads the text of a recurrence as dateutil does: lines are told apart by any white space, and letters count alike.
struct RecurrenceReader {
  private let text: String
  private let isZone: (String) -> Bool
  private var start: RecurrenceDate?
  private var rules: [Substring] = []
  private var excludedRules: [Substring] = []
  private var dates: [Substring] = []
  private var excludedDates: [RecurrenceDate] = []
  private var hasExclusionLine = false

  init(_ text: String, isZone: @escaping (String) -> Bool) {
    self.text = text
    self.isZone = isZone
  }

  mutating func recurrence() throws(RecurrenceError) -> RecurrenceSet {
    let upper = text.uppercased()
    let lines = upper.split(whereSeparator: \.isWhitespace)
    guard !lines.isEmpty else { throw RecurrenceError("empty string") }
    if lines.count == 1, !upper.contains(":") || upper.hasPrefix("RRULE:") {
      rules = [lines[0]]
    } else {
      for line in lines { try read(line) }
    }
    guard !rules.isEmpty || !dates.isEmpty || !excludedRules.isEmpty || hasExclusionLine else {
      throw RecurrenceError("there is no rule and no date")
    }
    var set = RecurrenceSet()
    set.hasStart = start != nil
    for rule in rules { set.rules.append(try self.rule(rule)) }
    for list in dates {
      for date in list.split(separator: ",", omittingEmptySubsequences: false) {
        set.dates.append(try RecurrenceDate(date).wall)
      }
    }
    for rule in excludedRules { set.excludedRules.append(try self.rule(rule)) }
    set.excludedDates = excludedDates.map(\.wall).sorted()
    set.dates.sort()
    return set
  }

  private func rule(_ text: Substring) throws(RecurrenceError) -> RecurrenceRule {
    var reader = RecurrenceRuleReader()
    return try reader.rule(text, start: start)
  }

  private mutating func read(_ line: Substring) throws(RecurrenceError) {
    guard let colon = line.firstIndex(of: ":") else {
      rules.append(line)
      return
    }
    let value = line[line.index(after: colon)...]
    let parts = line[..<colon].split(separator: ";", omittingEmptySubsequences: false)
    let parameters = parts.dropFirst()
    let name = parts[0]
    func refuseParameters(but allowed: Substring? = nil) throws(RecurrenceError) {
      for parameter in parameters where parameter != allowed {
        throw RecurrenceError("unsupported \(name) parm: \(parameter)")
      }
    }
    switch name {
    case "RRULE":
      try refuseParameters()
      rules.append(value)
    case "EXRULE":
      try refuseParameters()
      excludedRules.append(value)
    case "RDATE":
      try refuseParameters(but: "VALUE=DATE-TIME")
      dates.append(value)
    case "EXDATE":
      hasExclusionLine = true
      excludedDates += try zonedDates(value, parameters)
    case "DTSTART":
      let dates = try zonedDates(value, parameters)
      guard dates.count == 1 else { throw RecurrenceError("Multiple DTSTART values specified:\(value)") }
      start = dates[0]
    default: throw RecurrenceError("unsupported property: \(name)")
    }
  }

  private func zonedDates(
    _ value: Substring, _ parameters: ArraySlice<Substring>
  ) throws(RecurrenceError) -> [RecurrenceDate] {
    var hasKind = false
    var hasZone = false
    for parameter in parameters {
      if parameter.hasPrefix("TZID=") {
        // An unknown zone is none.
        hasZone = zone(named: parameter.dropFirst(5)).map(isZone) ?? hasZone
        continue
      }
      guard parameter == "VALUE=DATE-TIME" || parameter == "VALUE=DATE" else {
        throw RecurrenceError("unsupported parm: \(parameter)")
      }
      guard !hasKind else { throw RecurrenceError("Duplicate value parameter found in: \(parameter)") }
      hasKind = true
    }
    var dates: [RecurrenceDate] = []
    for text in value.split(separator: ",", omittingEmptySubsequences: false) {
      var date = try RecurrenceDate(text)
      if hasZone, date.hasZone { throw RecurrenceError("DTSTART/EXDATE specifies multiple timezone") }
      date.hasZone = date.hasZone || hasZone
      dates.append(date)
    }
    return dates
  }

  /// The name of a zone as it was written, in capitals and small letters.
  private func zone(named upper: Substring) -> String? {
    for part in text.split(separator: ":") {
      guard let place = part.range(ofLast: "TZID=") else { continue }
      let name = part[place...]
      if name.uppercased() == upper { return String(name) }
    }
    return nil
  }
}

extension Substring {
  /// Where the text behind the last `mark` begins.
  fileprivate func range(ofLast mark: String) -> Index? {
    var place = endIndex
    while place > startIndex {
      if self[..<place].hasSuffix(mark) { return place }
      place = index(before: place)
    }
    return nil
  }
}
