public import JSON

extension Reading where Value == RawJSON {
  /// Parameters of a run or deployment: an object of a bounded size.
  public static let parameters = Reading(schema: .anyObject, fallback: .emptyObject) { value, problems in
    guard value.kind == .object else { return object.read(value, problems) }
    let limit = problems.limits.parameterBytes
    // Written anew with ASCII escapes a text grows at most six times.
    if limit > 0, value.source.count * 6 > limit {
      let size = CompactSpelling.asciiLength(of: value)
      if size > limit {
        problems.addValueError(
          "Flow run parameters must be less than \(grouped(limit)) bytes when serialized (got \(grouped(size)) bytes).",
          input: value)
      }
    }
    return value.raw
  }

  /// `1,800,031`.
  private static func grouped(_ number: Int) -> String {
    var text = ""
    for (index, digit) in String(number).reversed().enumerated() {
      if index > 0, index % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
