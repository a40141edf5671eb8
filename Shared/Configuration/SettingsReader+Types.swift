internal import JSON
internal import Values

/// The types of settings, each with the words it accepts.
extension SettingsReader {
  /// A switch, in pydantic's words.
  @discardableResult
  mutating func flag(_ name: String, or alias: SettingAlias = .none, _ fallback: Bool, _ meaning: String) -> Bool {
    read(
      name, or: alias, default: fallback, meaning, expected: "true or false", show: SettingValue.flag,
      parse: SettingsReader.parseFlag)
  }

  static func parseFlag(_ text: String) -> Bool? {
    switch text.lowercased() {
    case "true", "t", "yes", "y", "on", "1": true
    case "false", "f", "no", "n", "off", "0": false
    default: nil
    }
  }

  /// A whole number within bounds.
  @discardableResult
  mutating func integer(
    _ name: String, or alias: SettingAlias = .none, _ fallback: Int, in range: ClosedRange<Int>, _ meaning: String
  ) -> Int {
    read(
      name, or: alias, default: fallback, meaning,
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)", show: SettingValue.integer
    ) { text in Int(text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A whole number that may be missing.
  @discardableResult
  mutating func optionalInteger(
    _ name: String, or alias: SettingAlias = .none, in range: ClosedRange<Int>, _ meaning: String
  ) -> Int? {
    read(
      name, or: alias, default: Int?.none, meaning,
      expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
      show: { $0.map(SettingValue.integer) ?? .absent },
      parse: { text in Int(text).flatMap { range.contains($0) ? .some($0) : nil } })
  }

  /// A span within bounds, shown as a number of seconds, without a fraction where it has none and `isWhole`, or in ISO 8601
  /// when `iso`.
  @discardableResult
  mutating func span(
    _ name: String, or alias: SettingAlias = .none, _ fallback: Duration,
    in range: ClosedRange<Duration> = .zero ... .days(36_500), iso: Bool = false, isWhole: Bool = false,
    _ meaning: String
  ) -> Duration {
    read(
      name, or: alias, default: fallback, meaning, expected: SettingsReader.expected(range),
      show: iso ? SettingValue.period : isWhole ? SettingValue.wholeSeconds : SettingValue.seconds
    ) { text in Duration(settingText: text).flatMap { range.contains($0) ? $0 : nil } }
  }

  /// A span that may be missing.
  @discardableResult
  mutating func optionalSpan(
    _ name: String, or alias: SettingAlias = .none, in range: ClosedRange<Duration> = .zero ... .days(36_500),
    _ meaning: String
  ) -> Duration? {
    read(
      name, or: alias, default: Duration?.none, meaning, expected: SettingsReader.expected(range),
      show: { $0.map(SettingValue.seconds) ?? .absent },
      parse: { text in Duration(settingText: text).flatMap { range.contains($0) ? .some($0) : nil } })
  }

  private static func expected(_ range: ClosedRange<Duration>) -> String {
    "seconds or an ISO 8601 duration from \(range.lowerBound.secondsText) to \(range.upperBound.secondsText) seconds"
  }

  /// Any text.
  @discardableResult
  mutating func text(_ name: String, or alias: SettingAlias = .none, _ fallback: String, _ meaning: String) -> String {
    read(name, or: alias, default: fallback, meaning, expected: "a text", show: SettingValue.text, parse: { $0 })
  }

  /// A text that may be missing.
  @discardableResult
  mutating func optionalText(_ name: String, or alias: SettingAlias = .none, _ meaning: String) -> String? {
    read(
      name, or: alias, default: String?.none, meaning, expected: "a text",
      show: { $0.map(SettingValue.text) ?? .absent },
      parse: { .some($0) })
  }

  /// One of some words, in any case; the result is spelt as in `words`.
  @discardableResult
  mutating func choice(
    _ name: String, or alias: SettingAlias = .none, _ fallback: String, of words: [String], _ meaning: String
  ) -> String {
    read(
      name, or: alias, default: fallback, meaning, expected: "one of \(words.joined(separator: ", "))",
      show: { $0.isEmpty ? .absent : .text($0) },
      parse: { text in words.first { $0.lowercased() == text.lowercased() } })
  }

  /// Texts between commas, shown as a list, or as one text where the API does so.
  @discardableResult
  mutating func list(
    _ name: String, or alias: SettingAlias = .none, _ fallback: [String], isText: Bool = false, _ meaning: String
  ) -> [String] {
    read(
      name, or: alias, default: fallback, meaning, expected: "texts between commas",
      show: { isText ? .text($0.joined(separator: ",")) : .list($0) }, parse: SettingsReader.parseList)
  }

  /// Texts between commas, or a JSON array of them, as Prefect's own settings take both.
  static func parseList(_ text: String) -> [String] {
    if text.hasPrefix("["), let root = try? JSONDocument.parse(Array(text.utf8)).root, root.kind == .array {
      return root.elements.compactMap(\.text)
    }
    return text.split(separator: ",").map { trim(String($0)) }.filter { !$0.isEmpty }
  }

  /// The address of another service, which is reached without TLS.
  mutating func url(_ name: String, _ fallback: String, _ meaning: String) -> String {
    read(
      name, or: .none, default: fallback, meaning,
      expected: "an address such as \(fallback), as the services do not speak TLS to one another",
      show: SettingValue.text
    ) { text in
      guard let authority = ServiceURL.authority(of: text), !authority.isEmpty else { return nil }
      return text.hasSuffix("/") ? String(text.dropLast()) : text
    }
  }

  /// Addresses and networks of proxies.
  mutating func proxies(
    _ name: String, or alias: SettingAlias = .none, _ fallback: String, _ meaning: String
  ) -> TrustedProxies {
    let parse = { (text: String) in TrustedProxies(SettingsReader.parseList(text)).map { (proxies: $0, text: text) } }
    return read(
      name, or: alias, default: (proxies: parse(fallback)?.proxies ?? .networks([]), text: fallback), meaning,
      expected: "addresses and networks such as 10.0.0.0/8 between commas, * for everyone, or none",
      show: { .text($0.text) }, parse: parse
    ).proxies
  }

  /// An address that a browser is told, with a path perhaps, which may be missing; one on the page's own origin may be a path.
  mutating func optionalAddress(_ name: String, or alias: SettingAlias = .none, _ meaning: String) -> String? {
    read(
      name, or: alias, default: String?.none, meaning,
      expected: "an address such as https://prefect.example.com/api, or a path such as /api",
      show: { $0.map(SettingValue.text) ?? .absent }
    ) { text in
      guard text.allSatisfy({ $0.isASCII && !$0.isWhitespace && !"?#\\\"<>".contains($0) }) else { return nil }
      if text.hasPrefix("/") { return text.hasPrefix("//") ? nil : .some(text) }
      guard let scheme = text.firstRange(of: "://") else { return nil }
      let path = text[scheme.upperBound...].firstIndex(of: "/") ?? text.endIndex
      let origin = String(text[..<path])
      guard let authority = ServiceURL.authority(of: origin, schemes: ["http", "https"]), !authority.isEmpty
      else { return nil }
      return .some(text)
    }
  }

  /// A secret that may be missing.
  mutating func secret(
    _ name: String, or alias: SettingAlias = .none, expected: String = "a text", _ meaning: String,
    check: (String) -> Bool = { _ in true }
  ) -> Secret<String>? {
    read(
      name, or: alias, default: Secret<String>?.none, meaning, expected: expected, isSecret: true,
      show: { $0 == nil ? .absent : .masked }, parse: { check($0) ? .some(Secret($0)) : nil })
  }
}

extension Duration {
  static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
  static func hours(_ count: Int) -> Duration { .seconds(count * 3600) }
}

/// The part of an address that a service is reached at.
enum ServiceURL {
  /// `host` or `host:port` of an address with one of the schemes and without user, query or path; nil for anything else.
  static func authority(of text: String, schemes: [String] = ["http"]) -> Substring? {
    let lowercased = text.lowercased()
    guard let scheme = schemes.first(where: { lowercased.hasPrefix("\($0)://") }) else { return nil }
    var rest = text.dropFirst(scheme.count + 3)
    if rest.last == "/" { rest.removeLast() }
    guard rest.allSatisfy({ $0.isASCII && !$0.isWhitespace && !"/?#@".contains($0) }) else { return nil }
    let bracket = rest.lastIndex(of: "]") ?? rest.startIndex
    if let colon = rest[bracket...].lastIndex(of: ":") {
      guard let port = Int(rest[rest.index(after: colon)...]), (1...65535).contains(port), colon > rest.startIndex
      else { return nil }
    }
    return rest
  }

  /// The host of an authority, an IPv6 address in brackets.
  static func host(of authority: Substring) -> String {
    let bracket = authority.lastIndex(of: "]") ?? authority.startIndex
    return String(authority[..<(authority[bracket...].lastIndex(of: ":") ?? authority.endIndex)])
  }
}
