internal import Synchronization

/// The numbers of a process, written in Prometheus' text format.
///
/// Asking for a metric again gives the same one, so callers ask once and keep it. Adding to one takes no lock.
public final class Metrics: Sendable {
  /// The names and values that tell the series of one metric apart.
  public typealias Labels = KeyValuePairs<String, String>

  enum Instrument: Sendable {
    case counter(Counter)
    case gauge(Gauge)
    case histogram(Histogram)
    case computed(kind: String, @Sendable () -> Double?)

    var kind: String {
      switch self {
      case .counter: "counter"
      case .gauge: "gauge"
      case .histogram: "histogram"
      case .computed(let kind, _): kind
      }
    }
  }

  struct Family: Sendable {
    var help: String
    var kind: String
    /// By the labels as they are written.
    var series: [String: Instrument] = [:]
  }

  private let families = Mutex<[String: Family]>([:])
  private let seriesLimit: Int

  /// - Parameter seriesLimit: How many series one metric may have. Further ones share a series that is not written, so
  ///   that label values from outside can't fill the memory.
  public init(seriesLimit: Int = 1000) {
    self.seriesLimit = seriesLimit
  }

  /// A counter; by custom its name ends in `_total`.
  public func counter(_ name: String, _ help: String, _ labels: Labels = [:]) -> Counter {
    let made = instrument(name, help, "counter", labels) { .counter(Counter()) }
    if case .counter(let counter) = made { return counter }
    return Counter()
  }

  public func gauge(_ name: String, _ help: String, _ labels: Labels = [:]) -> Gauge {
    let made = instrument(name, help, "gauge", labels) { .gauge(Gauge()) }
    if case .gauge(let gauge) = made { return gauge }
    return Gauge()
  }

  /// A histogram; the bounds of the first call for a series hold.
  public func histogram(
    _ name: String, _ help: String, bounds: [Double] = Histogram.latencyBounds, _ labels: Labels = [:]
  ) -> Histogram {
    let made = instrument(name, help, "histogram", labels) { .histogram(Histogram(bounds: bounds)) }
    if case .histogram(let histogram) = made { return histogram }
    return Histogram(bounds: bounds)
  }

  /// A number that is looked up when the metrics are written; nil leaves it out. From any thread.
  public func computed(
    _ name: String, _ help: String, kind: Kind = .gauge, _ labels: Labels = [:],
    value: @escaping @Sendable () -> Double?
  ) {
    _ = instrument(name, help, kind.rawValue, labels) { .computed(kind: kind.rawValue, value) }
  }

  /// What a computed number is.
  public enum Kind: String, Sendable {
    case counter
    case gauge
  }

  private func instrument(
    _ name: String, _ help: String, _ kind: String, _ labels: Labels, make: () -> Instrument
  ) -> Instrument {
    let key = MetricsText.labels(labels)
    let name = MetricsText.name(name)
    return families.withLock { families in
      var family = families[name] ?? Family(help: help, kind: kind)
      // A name that is taken by another kind, or too many series: counted, but not written.
      guard family.kind == kind else { return make() }
      if let known = family.series[key] { return known }
      let made = make()
      guard family.series.count < seriesLimit else { return made }
      family.series[key] = made
      families[name] = family
      return made
    }
  }

  /// The text of all metrics, sorted by name and labels (`text/plain; version=0.0.4`).
  public func render() -> [UInt8] {
    let families = families.withLock { $0 }
    var text = MetricsText()
    for (name, family) in families.sorted(by: { $0.key < $1.key }) {
      text.family(name, family)
    }
    return text.bytes
  }
}
