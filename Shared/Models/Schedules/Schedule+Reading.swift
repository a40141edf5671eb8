internal import JSON
internal import Schedules
internal import Values

extension Reading where Value == Schedule {
  /// A schedule of the first kind that fits; if none does, the problems of all are told.
  public static let schedule = Reading(
    schema: .schedule, fallback: .cron(.init(cron: "", dayOr: true))
  ) { value, problems in
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

  /// A schedule that is to be stored: its recurrence says when it starts.
  static let newSchedule = Reading<Schedule>(
    schema: .schedule, fallback: Reading<Schedule>.schedule.fallback()
  ) { value, problems in
    let before = problems.count
    let schedule = Reading<Schedule>.schedule.read(value, problems)
    return problems.count == before ? schedule.normalized(at: .now()) : nil
  }

  fileprivate static let interval: Reading = .model { reader in
    .interval(
      .init(
        interval: reader.required("interval", .positiveDuration),
        anchor: reader.value("anchor_date", .anchorDate, default: AnchorDate(.now())),
        timezone: reader.optional("timezone", .zoneName) ?? "UTC"))
  }

  fileprivate static let cron: Reading = .model { reader in
    .cron(
      .init(
        cron: reader.required("cron", .cronExpression), timezone: reader.optional("timezone", .zoneName),
        dayOr: reader.value("day_or", .bool, default: true)))
  }

  fileprivate static let rrule: Reading = .model { reader in
    let rule = reader.required("rrule", .recurrence)
    return switch reader.field("timezone", .zoneName) {
    case .absent: .rrule(.init(rrule: rule, timezone: "UTC"))
    case .null: .rrule(.init(rrule: rule, timezone: nil))
    case .value(let zone): .rrule(.init(rrule: rule, timezone: zone))
    }
  }
}

extension ValueSchema {
  /// One of the kinds of schedules.
  fileprivate static let schedule: ValueSchema = .component(
    SchemaComponent(name: "Schedule") {
      .either([Reading<Schedule>.interval.schema(), Reading<Schedule>.cron.schema(), Reading<Schedule>.rrule.schema()])
    })
}

extension Reading where Value == Duration {
  static let positiveDuration = Reading(schema: .span, fallback: .zero) { value, problems in
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

  /// A cron expression of whose fields none is nothing but random.
  static let cronExpression = Reading.string.checked { text in
    do throws(CronError) {
      _ = try CronExpression(text)
    } catch {
      return "Invalid cron string: \"\(text)\""
    }
    return CronExpression.isRandom(text)
      ? "Random and Hashed expressions are unsupported, received: \"\(text)\"" : nil
  }

  /// A recurrence of up to 6500 characters.
  static let recurrence = Reading.string.checked { text in
    let length = text.unicodeScalars.count
    let tooLong =
      "Invalid RRule string \"\(text.prefix(40))...\"\nMax length is \(RecurrenceSet.maximumLength), got \(length)"
    // What is far too long is not looked into.
    guard length <= 4 * RecurrenceSet.maximumLength else { return tooLong }
    do throws(RecurrenceError) {
      _ = try RecurrenceSet(text, isZone: ZoneNames.contains)
    } catch {
      return "Invalid RRule string \"\(text)\": \(error.reason)"
    }
    return length > RecurrenceSet.maximumLength ? tooLong : nil
  }
}
