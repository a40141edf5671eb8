internal import HTTP

/// Whether a client already has what it asks for (RFC 9110 §13.1).
enum UIFreshness {
  static func isFresh(_ headers: Headers, tag: String, lastModified: String) -> Bool {
    let tags = headers.values("if-none-match").joined(separator: ",")
    if !tags.isEmpty { return names(tags, tag) }
    guard let since = headers["if-modified-since"].flatMap(fields), let modified = fields(lastModified) else {
      return false
    }
    return !since.lexicographicallyPrecedes(modified)
  }

  /// Whether a list of entity tags has one that is equal, weak or not, or is `*`: any content.
  private static func names(_ tags: String, _ tag: String) -> Bool {
    var rest = Substring(tags)
    while true {
      rest = rest.drop { $0 == " " || $0 == "\t" || $0 == "," }
      if rest == "*" { return true }
      if rest.hasPrefix("W/") { rest.removeFirst(2) }
      // A tag may contain commas, but no quotes.
      guard rest.popFirst() == "\"", let end = rest.firstIndex(of: "\"") else { return false }
      if rest[..<end] == tag { return true }
      rest = rest[rest.index(after: end)...]
    }
  }

  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Year, month, day, hour, minute and second of a date in HTTP's preferred form.
  private static func fields(_ text: String) -> [Int]? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let time = parts[4].split(separator: ":")
    guard time.count == 3, let year = Int(parts[3]), let day = Int(parts[1]), let hour = Int(time[0]),
      let minute = Int(time[1]), let second = Int(time[2])
    else { return nil }
    return [year, month, day, hour, minute, second]
  }
}
