/// A flat JSON object of figures.
struct Report {
  private var members: [String] = []

  mutating func add(_ name: String, _ value: Int) {
    members.append("\"\(name)\": \(value)")
  }

  mutating func add(_ name: String, _ value: Double) {
    members.append("\"\(name)\": \((value * 10000).rounded() / 10000)")
  }

  /// `value` has no character that JSON would escape but the quotation mark, the backslash and controls, which are replaced.
  mutating func add(_ name: String, _ value: String) {
    let safe = String(value.unicodeScalars.map { $0.value < 32 || $0 == "\"" || $0 == "\\" ? "'" : Character($0) })
    members.append("\"\(name)\": \"\(safe)\"")
  }

  var text: String { "{" + members.joined(separator: ", ") + "}" }
}
