internal import JSON
internal import Values

extension Reading where Value == Int {
  /// A number of slots, as the table can hold it.
  public static let slotCount = Reading.integer(atLeast: 0, atMost: Int(Int32.max))

  /// A number of slots that are wanted or given back; one beyond 64 bits is as good as the greatest.
  public static let slotsWanted = Reading(schema: .integer(above: 0), fallback: 1) { value, problems in
    let before = problems.problems.count
    let number = clampedInteger.read(value, problems)
    guard problems.problems.count == before else { return nil }
    if number > 0 { return number }
    problems.add("greater_than", "Input should be greater than 0", input: value, context: .bound("gt", 0))
    return nil
  }
}

extension Reading where Value == Double {
  /// How many slots become free in a second; finite, because slots are counted with it.
  public static let slotDecay = Reading(schema: .number(atLeast: 0), fallback: 0) { value, problems in
    let decay = Reading.double(atLeast: 0).read(value, problems)
    guard decay.isFinite else {
      problems.add("finite_number", "Input should be a finite number", input: value)
      return nil
    }
    return decay
  }

  /// How long slots were occupied, in seconds.
  public static let occupancySeconds = Reading(schema: .number(above: 0), fallback: 1) { value, problems in
    guard let seconds = number(value, problems) else { return nil }
    if seconds > 0 { return seconds }
    problems.add(
      "greater_than", "Input should be greater than 0", input: value,
      context: RawJSON(validated: Array(#"{"gt":0.0}"#.utf8)))
    return nil
  }

  /// nil when it is none, with the problem told.
  fileprivate static func number(_ value: JSONValue, _ problems: ProblemList) -> Double? {
    let before = problems.problems.count
    let number = double.read(value, problems)
    return problems.problems.count == before ? number : nil
  }
}

extension Reading where Value == Duration {
  /// The term of a lease in seconds: a minute to a day.
  public static let leaseDuration = Reading(
    schema: .number(atLeast: 60, atMost: 86_400), fallback: .seconds(300)
  ) { value, problems in
    guard let seconds = Reading<Double>.number(value, problems) else { return nil }
    if seconds > 86_400 {
      problems.add(
        "less_than_equal", "Input should be less than or equal to 86400", input: value,
        context: RawJSON(validated: Array(#"{"le":86400.0}"#.utf8)))
    } else if seconds >= 60 {
      return .microseconds(Int64(seconds * 1_000_000))
    } else {
      problems.add(
        "greater_than_equal", "Input should be greater than or equal to 60", input: value,
        context: RawJSON(validated: Array(#"{"ge":60.0}"#.utf8)))
    }
    return nil
  }
}
