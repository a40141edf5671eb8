internal import Values

/// The spellings of a span in settings: seconds, ISO 8601 (`P1DT2H`), or a clock (`01:30:00`).
extension Duration {
  /// Reads any of the three spellings; nil for anything else or beyond about 290,000 years.
  init?(settingText text: String) {
    if let seconds = Double(text), !text.lowercased().contains("x") {
      guard seconds.isFinite, abs(seconds) < 9e12 else { return nil }
      self = .microseconds(Int64((seconds * 1_000_000).rounded()))
    } else if let span = Duration(isoText: text) ?? Duration(clockText: text) {
      self = span
    } else {
      return nil
    }
  }

  private init?(isoText text: String) {
    var rest = Substring(text)
    var sign = 1.0
    if rest.first == "-" || rest.first == "+" {
      sign = rest.removeFirst() == "-" ? -1 : 1
    }
    guard rest.popFirst() == "P", !rest.isEmpty else { return nil }
    var units: [(Character, Double)] = [("W", 604_800), ("D", 86_400)]
    var seconds = 0.0
    while let first = rest.first {
      if first == "T" {
        guard units.first?.0 != "H", rest.count > 1 else { return nil }
        rest.removeFirst()
        units = [("H", 3600), ("M", 60), ("S", 1)]
        continue
      }
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      rest = rest.dropFirst(digits.count)
      guard let unit = rest.popFirst(), let index = units.firstIndex(where: { $0.0 == unit }),
        let amount = Double(digits)
      else { return nil }
      seconds += amount * units[index].1
      units.removeFirst(index + 1)
      if units.isEmpty, !rest.isEmpty, rest.first != "T" { return nil }
    }
    guard seconds < 9e12 else { return nil }
    self = .microseconds(Int64((sign * seconds * 1_000_000).rounded()))
  }

  private init?(clockText text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2 || parts.count == 3, let hours = Int(parts[0]), let minutes = Int(parts[1]),
      (0..<1_000_000).contains(hours), (0..<60).contains(minutes)
    else { return nil }
    let seconds = parts.count == 3 ? Double(parts[2]) : 0
    guard let seconds, seconds >= 0, seconds < 60 else { return nil }
    self = .microseconds(Int64(hours * 3600 + minutes * 60) * 1_000_000 + Int64((seconds * 1_000_000).rounded()))
  }

  /// The span as ISO 8601, as the settings schema prints it: `P7D`, `PT15S`, `P1DT2H`, `PT0S`.
  public var isoText: String {
    var rest = wholeMicroseconds
    guard rest != 0 else { return "PT0S" }
    var text = rest < 0 ? "-P" : "P"
    rest = abs(rest)
    let days = rest / 86_400_000_000
    rest %= 86_400_000_000
    if days > 0 { text += "\(days)D" }
    guard rest > 0 else { return text }
    text += "T"
    if rest >= 3_600_000_000 { text += "\(rest / 3_600_000_000)H" }
    rest %= 3_600_000_000
    if rest >= 60_000_000 { text += "\(rest / 60_000_000)M" }
    rest %= 60_000_000
    if rest > 0 { text += "\(Duration.microseconds(rest).secondsText)S" }
    return text
  }

  /// The span in seconds, without a fraction when there is none.
  public var secondsText: String {
    let microseconds = wholeMicroseconds
    return microseconds % 1_000_000 == 0 ? String(microseconds / 1_000_000) : "\(Double(microseconds) / 1_000_000)"
  }
}
