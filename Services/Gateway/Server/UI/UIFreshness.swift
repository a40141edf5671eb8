internal import HTTP

/// Whether a client already has what it asks for (RFC 9110 §13.1).
enum UIFreshness {
  static func isFresh(_ headers: Headers, tag: String, lastModified: String) -> Bool {
    if let tags = headers["if-none-match"], !tags.isEmpty {
      return tags.split(separator: ",").contains { item in
        let item = item.drop { $0 == " " }
        let opaque = item.hasPrefix("W/") ? item.dropFirst(2) : item
        return opaque.prefix { $0 != " " } == "\"\(tag)\""
      }
    }
    guard let since = headers["if-modified-since"].flatMap(fields), let modified = fields(lastModified) else {
      return false
    }
    return !since.lexicographicallyPrecedes(modified)
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
