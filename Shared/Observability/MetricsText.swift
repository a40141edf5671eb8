/// Prometheus' text exposition format, version 0.0.4.
struct MetricsText {
  private(set) var bytes: [UInt8] = []

  mutating func family(_ name: String, _ family: Metrics.Family) {
    line("# HELP \(name) \(MetricsText.escaped(family.help, quotes: false))")
    line("# TYPE \(name) \(family.kind)")
    for (labels, instrument) in family.series.sorted(by: { $0.key < $1.key }) {
      switch instrument {
      case .counter(let counter): sample(name, labels, String(counter.value))
      case .gauge(let gauge): sample(name, labels, MetricsText.number(gauge.value))
      case .computed(_, let value):
        if let value = value() { sample(name, labels, MetricsText.number(value)) }
      case .histogram(let histogram): self.histogram(name, labels, histogram)
      }
    }
  }

  private mutating func histogram(_ name: String, _ labels: String, _ histogram: Histogram) {
    let counts = histogram.cumulative
    let prefix = labels.isEmpty ? "" : labels + ","
    for (bound, count) in zip(histogram.bounds, counts) {
      sample(name + "_bucket", "\(prefix)le=\"\(MetricsText.number(bound))\"", String(count))
    }
    let total = String(counts.last ?? 0)
    sample(name + "_bucket", "\(prefix)le=\"+Inf\"", total)
    sample(name + "_sum", labels, MetricsText.number(histogram.sum))
    sample(name + "_count", labels, total)
  }

  private mutating func sample(_ name: String, _ labels: String, _ value: String) {
    line(labels.isEmpty ? "\(name) \(value)" : "\(name){\(labels)} \(value)")
  }

  private mutating func line(_ text: String) {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Labels as they stand between the braces, sorted by name; a name that comes twice counts once.
  static func labels(_ labels: Metrics.Labels) -> String {
    var byName: [String: String] = [:]
    for (name, value) in labels { byName[self.name(name, colons: false)] = value }
    return byName.sorted { $0.key < $1.key }.map { "\($0.key)=\"\(escaped($0.value, quotes: true))\"" }
      .joined(separator: ",")
  }

  /// A name with what the format forbids replaced by underscores.
  static func name(_ name: String, colons: Bool = true) -> String {
    var result = ""
    for scalar in name.unicodeScalars {
      switch scalar {
      case "a"..."z", "A"..."Z", "_": result.unicodeScalars.append(scalar)
      case "0"..."9": result += (result.isEmpty ? "_" : "") + String(scalar)
      case ":" where colons: result.unicodeScalars.append(scalar)
      default: result += "_"
      }
    }
    return result.isEmpty ? "_" : result
  }

  static func escaped(_ text: String, quotes: Bool) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result.append(contentsOf: "\\\\".unicodeScalars)
      case "\n": result.append(contentsOf: "\\n".unicodeScalars)
      case "\"" where quotes: result.append(contentsOf: "\\\"".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// A number without a fraction it does not have.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == value.rounded(), abs(value) < 9e15 { return String(Int64(value)) }
    return "\(value)"
  }
}
