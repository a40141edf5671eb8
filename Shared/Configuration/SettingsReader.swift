/// Reads settings one after another out of an environment, and keeps what it met: the catalogue, the problems, the warnings.
///
/// A setting is declared where it is read, so its name, type, bounds, default and meaning stand in one line; reading an
/// empty environment gives the catalogue with the defaults.
struct SettingsReader {
  private let environment: [String: String]
  private(set) var entries: [SettingEntry] = []
  /// Those of clients and workers, which nothing here acts on.
  private(set) var clientEntries: [SettingEntry] = []
  private(set) var problems: [String] = []
  private(set) var warnings: [String] = []
  private var group = ""
  private var services = ServiceName.allCases

  /// Names are compared without regard to case, as Prefect does; an empty value counts as none.
  init(environment: [String: String]) {
    var kept: [String: String] = [:]
    for (name, value) in environment {
      let upper = name.uppercased()
      let text = SettingsReader.trim(value)
      guard !text.isEmpty, !InjectedVariables.contains(upper, value: text) else { continue }
      if upper == name || kept[upper] == nil { kept[upper] = text }
    }
    self.environment = kept
  }

  /// The home of the user that the program runs as; `~` where nobody says.
  var userHome: String { environment["HOME"] ?? "~" }

  /// Starts a group; the settings read from here on belong to it.
  mutating func begin(_ title: String, for services: [ServiceName] = ServiceName.allCases) {
    group = title
    self.services = services
  }

  /// Reads one setting of any type.
  ///
  /// - Parameter expected: Completes "…; expected".
  mutating func read<Value>(
    _ name: String, or alias: SettingAlias, default fallback: Value, _ meaning: String, expected: String,
    isSecret: Bool = false, show: (Value) -> SettingValue, parse: (String) -> Value?
  ) -> Value {
    let variables = alias.variables(of: name)
    let values = given(variables, isSecret: isSecret)
    var value = fallback
    if let (variable, found) = values.first, let text = found {
      if let parsed = parse(text) {
        value = parsed
      } else {
        let shown = isSecret ? "has a value that can't be used" : "is \"\(SettingsReader.printable(text))\""
        problems.append("\(variable) \(shown); expected \(expected).")
      }
      for (other, another) in values.dropFirst() where another != text {
        warnings.append("\(other) is ignored because \(variable) is set too, to another value.")
      }
    }
    entries.append(
      SettingEntry(
        name: name, variables: variables, group: group, services: services, meaning: meaning,
        fallback: show(fallback), value: show(value), isSet: !values.isEmpty, isSecret: isSecret))
    return value
  }

  /// Whether the environment sets a setting that was read.
  func isSet(_ name: String) -> Bool {
    entries.contains { $0.name == name && $0.isSet }
  }

  /// The variables of one setting that are set, with their values; a secret's value may lie in a file, and is nil when the
  /// file can't be used.
  private mutating func given(_ variables: [String], isSecret: Bool) -> [(variable: String, value: String?)] {
    var result: [(variable: String, value: String?)] = []
    for variable in variables {
      let fileVariable = SettingEntry.fileVariable(of: variable)
      let path = isSecret ? environment[fileVariable] : nil
      if let text = environment[variable] {
        result.append((variable, text))
        if path != nil { problems.append("\(variable) and \(fileVariable) are both set; expected one of them.") }
      } else if let path {
        switch SettingFile.read(path) {
        case .success(let text): result.append((fileVariable, text))
        case .failure(let error):
          result.append((fileVariable, nil))
          problems.append("\(fileVariable) is \"\(SettingsReader.printable(path))\", which \(error).")
        }
      }
    }
    return result
  }

  /// Reads settings that Prefect has and that change nothing here; a value other than the default gives a warning.
  mutating func withoutEffect(because reason: String, _ declare: (inout SettingsReader) -> Void) {
    let start = entries.count
    declare(&self)
    for index in entries.indices[start...] {
      entries[index].noEffectBecause = reason
      let entry = entries[index]
      if entry.isSet, entry.value != entry.fallback {
        warnings.append("\(entry.variable) has no effect in Apus because \(reason).")
      }
    }
  }

  /// Reads settings that a server only shows: they keep no server from starting, and a value that is none is shown as the
  /// default.
  mutating func ofClients(_ declare: (inout SettingsReader) -> Void) {
    let start = entries.count
    let told = (problems, warnings)
    declare(&self)
    (problems, warnings) = told
    clientEntries += entries[start...]
    entries.removeSubrange(start...)
  }

  /// Adds a sentence about settings that do not go together.
  mutating func refuse(_ sentence: String) {
    problems.append(sentence)
  }

  mutating func warn(_ sentence: String) {
    warnings.append(sentence)
  }

  /// Reports every name that looks like a setting of the server and is none.
  mutating func refuseUnknown() {
    let known = Set(entries.flatMap(\.variables))
      .union(entries.filter(\.isSecret).flatMap { $0.variables.map(SettingEntry.fileVariable) })
    for name in environment.keys.sorted() where !known.contains(name) {
      guard name.hasPrefix("APUS_") || name.hasPrefix("PREFECT_SERVER_") else { continue }
      if ScriptVariables.names.contains(name) { continue }
      let nearest = NearestName.nearest(to: name, among: known)
      problems.append("\(name) is not a setting" + (nearest.map { "; did you mean \($0)?" } ?? "; see --help."))
    }
  }

  static func trim(_ text: String) -> String {
    var slice = Substring(text)
    while slice.first?.isWhitespace == true { slice.removeFirst() }
    while slice.last?.isWhitespace == true { slice.removeLast() }
    return String(slice)
  }

  /// A value that is safe and short enough to repeat in a sentence.
  private static func printable(_ text: String) -> String {
    let kept = String(String.UnicodeScalarView(text.unicodeScalars.prefix(80).map { $0.value < 0x20 ? "?" : $0 }))
    return text.unicodeScalars.count > 80 ? kept + "…" : kept
  }
}
