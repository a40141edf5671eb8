internal import Values

/// The filters of jinja2_humanize_extension, in English.
extension Filters {
  static let humanized: Set<String> = [
    "humanize_abs_timedelta", "humanize_activate", "humanize_apnumber", "humanize_clamp", "humanize_date_and_delta",
    "humanize_deactivate", "humanize_decimal_separator", "humanize_fractional", "humanize_intcomma",
    "humanize_intword", "humanize_metric", "humanize_naturaldate", "humanize_naturalday", "humanize_naturaldelta",
    "humanize_naturalsize", "humanize_naturaltime", "humanize_ordinal", "humanize_precisedelta",
    "humanize_scientific", "humanize_thousands_separator",
  ]

  private static let parameters: [String: [String]] = [
    "humanize_activate": ["path"],
    "humanize_clamp": ["floor", "ceil", "format", "floor_token", "ceil_token"],
    "humanize_intcomma": ["ndigits"],
    "humanize_intword": ["format"],
    "humanize_metric": ["unit", "precision"],
    "humanize_naturaldelta": ["months", "minimum_unit"],
    "humanize_naturalsize": ["binary", "gnu", "format"],
    "humanize_naturaltime": ["future", "months", "minimum_unit", "when"],
    "humanize_ordinal": ["gender"],
    "humanize_precisedelta": ["minimum_unit", "suppress", "format"],
    "humanize_scientific": ["precision"],
  ]

  static func humanize(
    _ name: String, _ value: TemplateValue, _ arguments: CallArguments, _ renderer: Renderer
  ) throws(TemplateError) -> TemplateValue {
    let read = try Reader(name, arguments, parameters[name] ?? [])
    let numbers = HumanizedNumber(value, renderer)
    let times = HumanizedTime(value, renderer)
    switch name {
    case "humanize_apnumber": return .text(try numbers.associatedPress())
    case "humanize_clamp": return try numbers.clamped(read)
    case "humanize_fractional": return .text(try numbers.fractional())
    case "humanize_intcomma": return .text(try numbers.grouped(digits: read["ndigits"]))
    case "humanize_intword": return .text(try numbers.worded(format: read.given("format") ?? .text("%.1f")))
    case "humanize_metric": return .text(try numbers.metric(read))
    case "humanize_naturalsize": return .text(try numbers.size(read))
    case "humanize_ordinal": return .text(try numbers.ordinal())
    case "humanize_scientific":
      return .text(try numbers.scientific(precision: read.given("precision") ?? .integer(2)))
    case "humanize_abs_timedelta": return try times.magnitude()
    case "humanize_date_and_delta": return try times.dateAndSpan()
    case "humanize_naturaldate": return .text(try times.date())
    case "humanize_naturalday": return .text(try times.day())
    case "humanize_naturaldelta":
      return .text(
        try times.delta(
          months: read.given("months")?.isTrue ?? true, minimum: read.given("minimum_unit") ?? .text("seconds")))
    case "humanize_naturaltime": return .text(try times.distance(read))
    case "humanize_precisedelta": return .text(try times.precise(read))
    case "humanize_thousands_separator": return .text(",")
    case "humanize_decimal_separator": return .text(".")
    case "humanize_deactivate": return .none
    default:
      // "humanize_activate": texts are in English, whose translations are none.
      guard value.isNone || value.string?.hasPrefix("en") == true else { throw .unsupported("A locale but English") }
      return .text("<gettext.NullTranslations object>")
    }
  }
}
