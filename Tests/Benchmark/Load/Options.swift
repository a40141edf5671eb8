/// Settings of the command line, each as `--name value`.
final class Options {
  private var values: [String: String] = [:]
  private var used: Set<String> = []

  init(_ arguments: ArraySlice<String>) throws {
    var rest = arguments
    while let name = rest.popFirst() {
      guard name.hasPrefix("--"), let value = rest.popFirst() else {
        throw LoadError("expected --name value at \(name)")
      }
      values[String(name.dropFirst(2))] = value
    }
  }

  func integer(_ name: String, _ standard: Int? = nil) throws -> Int {
    used.insert(name)
    guard let text = values[name] else {
      guard let standard else { throw LoadError("--\(name) is missing") }
      return standard
    }
    guard let value = Int(text), value >= 0 else { throw LoadError("--\(name) is not a number: \(text)") }
    return value
  }

  func text(_ name: String, _ standard: String? = nil) throws -> String {
    used.insert(name)
    guard let text = values[name] ?? standard else { throw LoadError("--\(name) is missing") }
    return text
  }

  func checkAllUsed() throws {
    if let unknown = values.keys.first(where: { !used.contains($0) }) { throw LoadError("unknown option --\(unknown)") }
  }
}
