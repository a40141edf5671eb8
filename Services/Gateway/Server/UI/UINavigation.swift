internal import HTTP

/// What a browser's request headers say of where it is going (contract §8).
enum UINavigation {
  /// Whether a missing path is answered with the interface's page: the client wants a page. Sec-Fetch fields don't count.
  static func wantsPage(_ headers: Headers) -> Bool {
    (headers["accept"] ?? "").split(separator: ",").contains { item in
      let parts = item.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
      let type = parts[0].lowercased()
      guard type == "text/html" || type == "application/xhtml+xml" else { return false }
      for parameter in parts.dropFirst() {
        let pair = parameter.split(separator: "=", maxSplits: 1).map(trimmed)
        guard pair.count == 2, pair[0].lowercased() == "q" else { continue }
        return Double(pair[1].filter { $0 != "\"" }) != 0
      }
      return true
    }
  }

  /// Whether a request opens a page, so that the preferred interface may be shown instead of this one.
  static func opensPage(_ request: Request) -> Bool {
    guard request.method == .get || request.method == .head else { return false }
    if request.headers["sec-fetch-mode"] == "navigate" { return true }
    if let destination = request.headers["sec-fetch-dest"], destination == "document" || destination == "iframe" {
      return true
    }
    return (request.headers["accept"] ?? "").lowercased().contains("text/html")
  }

  /// The interface that the cookie asks for; nil when it asks for none that is there.
  static func cookie(_ headers: Headers, among available: [UIVersion]) -> UIVersion? {
    var value: UIVersion?
    for pair in (headers["cookie"] ?? "").split(separator: ";") {
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
      guard parts.count == 2, parts[0] == "prefect_ui_version" else { continue }
      value = UIVersion(rawValue: parts[1].filter { $0 != "\"" })
    }
    return value.flatMap { available.contains($0) ? $0 : nil }
  }

  /// A path-relative target that no browser takes for another host's address.
  ///
  /// - Parameters:
  ///   - rest: What follows the base in the path, percent-encoded.
  ///   - prefix: The base to go to; empty for the server's root.
  static func location(_ rest: Substring, under prefix: String, query: String?) -> String {
    let path = rest.drop { $0 == "/" || $0 == "\\" }
    return "\(prefix)/\(path)" + (query.map { "?\($0)" } ?? "")
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return String(text)
  }
}
