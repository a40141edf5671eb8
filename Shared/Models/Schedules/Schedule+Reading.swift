internal import JSON
internal import Values

extension Reading where Value == Schedule {
  /// A schedule of the first kind that fits; if none does, the problems of all are told.
  public static let schedule = Reading(fallback: .cron(.init(cron: "", dayOr: true))) { value, problems in
    let kinds: [(name: String, reading: Reading)] = [
      ("IntervalSchedule", .interval), ("CronSchedule", .cron), ("RRuleSchedule", .rrule),
    ]
    for kind in kinds {
      let trial = problems.scratch()
      let schedule = kind.reading.read(value, trial)
      if trial.isEmpty { return schedule }
    }
    for kind in kinds { problems.at(.name(kind.name)) { _ = kind.reading.read(value, problems) } }
    return nil
  }

  private static let interval = Reading.model { reader in
    .interval(
      .init(
        interval: reader.required("interval", .positiveDuration),
        anchor: reader.value("anchor_date", .anchorDate, default: AnchorDate(.now())),
        timezone: reader.optional("timezone", .zoneName) ?? "UTC"))
  }

  private static let cron = Reading.model { reader in
    .cron(
      .init(
        cron: reader.required("cron", .cronExpression), timezone: reader.optional("timezone", .zoneName),
        dayOr: reader.value("day_or", .bool, default: true)))
  }

  private static let rrule = Reading.model { reader in
    let rule = reader.required("rrule", .recurrenceRule)
    return switch reader.field("timezone", .zoneName) {
    case .absent: .rrule(.init(rrule: rule, timezone: "UTC"))
    case .null: .rrule(.init(rrule: rule, timezone: nil))
    case .value(let zone): .rrule(.init(rrule: rule, timezone: zone))
    }
  }
}

extension Reading where Value == Duration {
  static let positiveDuration = Reading(fallback: .zero) { value, problems in
    let before = problems.count
    let span = duration.read(value, problems)
    if problems.count == before, span <= .zero {
      problems.add("greater_than", "Input should be greater than 0 seconds", input: value)
      return nil
    }
    return span
  }
}

extension Reading where Value == String {
  /// The name of a time zone, or an empty text, which stands for UTC.
  static let zoneName = Reading.string.checked { name in
    name.isEmpty || ZoneNames.contains(name)
      ? nil : "Invalid timezone: \"\(name)\" (specify in IANA tzdata format, for example, America/New_York)"
  }

  /// Five to seven fields, or an alias, of the characters that cron knows. What the fields say is found out where dates
  /// are made of it.
  static let cronExpression = Reading.string.checked { text in
    let fields = text.split { $0 == " " || $0 == "\t" }
    let aliases: Set = [
      "@hourly", "@daily", "@midnight", "@weekly", "@monthly", "@yearly", "@annually",
    ]
    if fields.count == 1, aliases.contains(text.lowercased()) { return nil }
    let isPlain = fields.allSatisfy { field in
      field.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
          UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "-"),
          UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "#"):
          true
        default: false
        }
      }
    }
    guard (5...7).contains(fields.count), isPlain else { return "Invalid cron string: \"\(text)\"" }
    if fields.contains(where: { $0 == "R" || $0 == "H" || $0 == "r" || $0 == "h" }) {
      return "Random and Hashed expressions are unsupported, received: \"\(text)\""
    }
    return nil
  }

  /// A recurrence rule of up to 6500 characters.
  static let recurrenceRule = Reading.string.checked { text in
    guard text.utf8.count <= 6500 else {
      return "Invalid RRule string \"\(text.prefix(40))...\"\nMax length is 6500, got \(text.unicodeScalars.count)"
    }
    return text.uppercased().contains("FREQ=") || text.uppercased().contains("RDATE")
      ? nil : "Invalid RRule string \"\(text)\": the rule has no frequency"
  }
}
