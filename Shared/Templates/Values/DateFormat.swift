internal import Values

/// `strftime` of a moment in UTC, in English.
enum DateFormat {
  private static let days = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
  static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
  ]

  /// Counted from Monday, 0.
  static func weekday(_ time: CivilTime) -> Int {
    let day = CivilTime.day(ofYear: time.year, month: time.month, day: time.day) + 3
    return Int(day - day.flooredDivision(by: 7) * 7)
  }

  static func padded(_ value: Int, _ width: Int) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
  }

  static func text(of time: CivilTime, _ format: String) throws(TemplateError) -> String {
    var result = ""
    var rest = format.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard scalar == "%", var directive = rest.popFirst() else {
        result.unicodeScalars.append(scalar)
        continue
      }
      let isPlain = directive == "-"
      if isPlain {
        guard let next = rest.popFirst() else {
          result += "%-"
          break
        }
        directive = next
      }
      let text = try value(directive, of: time)
      result += isPlain ? String(text.drop { $0 == "0" && text.count > 1 }) : text
    }
    return result
  }

  private static func value(_ directive: Unicode.Scalar, of time: CivilTime) throws(TemplateError) -> String {
    let hour = time.hour % 12 == 0 ? 12 : time.hour % 12
    switch directive {
    case "Y": return padded(time.year, 4)
    case "y": return padded(time.year % 100, 2)
    case "m": return padded(time.month, 2)
    case "d": return padded(time.day, 2)
    case "e": return time.day < 10 ? " \(time.day)" : "\(time.day)"
    case "H": return padded(time.hour, 2)
    case "I": return padded(hour, 2)
    case "M": return padded(time.minute, 2)
    case "S": return padded(time.second, 2)
    case "f": return padded(time.microsecond, 6)
    case "p": return time.hour < 12 ? "AM" : "PM"
    case "A": return days[weekday(time)]
    case "a": return String(days[weekday(time)].prefix(3))
    case "B": return months[time.month - 1]
    case "b", "h": return String(months[time.month - 1].prefix(3))
    case "j": return padded(dayOfYear(time), 3)
    case "u": return "\(weekday(time) + 1)"
    case "w": return "\((weekday(time) + 1) % 7)"
    case "Z": return "UTC"
    case "z": return "+0000"
    case "s": return "\(time.timestamp.microseconds.flooredDivision(by: 1_000_000))"
    case "%": return "%"
    case "n": return "\n"
    case "t": return "\t"
    case "F": return try text(of: time, "%Y-%m-%d")
    case "T", "X": return try text(of: time, "%H:%M:%S")
    case "R": return try text(of: time, "%H:%M")
    case "D", "x": return try text(of: time, "%m/%d/%y")
    case "r": return try text(of: time, "%I:%M:%S %p")
    case "c": return try text(of: time, "%a %b %e %H:%M:%S %Y")
    default: throw .unsupported("The directive '%\(directive)' of strftime")
    }
  }

  private static func dayOfYear(_ time: CivilTime) -> Int {
    let first = CivilTime.day(ofYear: time.year, month: 1, day: 1)
    return Int(CivilTime.day(ofYear: time.year, month: time.month, day: time.day) - first) + 1
  }
}
