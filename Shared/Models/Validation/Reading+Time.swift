internal import JSON
public import Values

extension Reading where Value == Timestamp {
  /// ISO 8601 with or without zone (none = UTC), a bare date, or a number of seconds (milliseconds if it is large).
  public static let timestamp = Reading(schema: .timestamp, fallback: Timestamp(microseconds: 0)) { value, problems in
    switch value.kind {
    case .string:
      let text = value.text ?? ""
      if let moment = TimeText.moment(text) { return moment }
      problems.addValueError("Unable to parse string [\(text)]", input: value)
    case .integer, .float:
      if let number = value.integer {
        if let moment = TimeText.moment(ofEpoch: number) { return moment }
      } else if let moment = value.double.flatMap(TimeText.moment(ofEpoch:)) {
        return moment
      }
      problems.add("value_error", "value is not a valid datetime", input: value)
    default: problems.add("value_error", "value is not a valid datetime", input: value)
    }
    return nil
  }
}

extension Reading where Value == Duration {
  /// A number of seconds, an ISO 8601 span, or `[D day[s],] HH:MM[:SS]`.
  public static let duration = Reading(schema: .span, fallback: .zero) { value, problems in
    switch value.kind {
    case .boolean: return value.bool == true ? .seconds(1) : .zero
    case .integer, .float:
      if let seconds = value.double, let span = SpanText.span(seconds: seconds) { return span }
      problems.add(
        "time_delta_parsing", "Input should be a valid timedelta, durations may not exceed 999,999,999 days",
        input: value,
        context: RawJSON(validated: Array(#"{"error":"durations may not exceed 999,999,999 days"}"#.utf8)))
    case .string:
      if let span = SpanText.span(value.text ?? "") { return span }
      problems.add(
        "time_delta_parsing", "Input should be a valid timedelta, invalid digit in duration", input: value,
        context: RawJSON(validated: Array(#"{"error":"invalid digit in duration"}"#.utf8)))
    default: problems.add("time_delta_type", "Input should be a valid timedelta", input: value)
    }
    return nil
  }
}
