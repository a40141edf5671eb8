/// The content codings that a client takes, by its Accept-Encoding fields (RFC 9110 §12.5.3).
struct AcceptedCodings: Sendable, Equatable {
  /// Weights in thousandths by coding in lower case; `*` stands for those that are not named.
  private var weights: [Substring: Int] = [:]

  /// Of a coding that is named twice the first weight counts, and one whose weight is malformed is not taken.
  init(_ fields: [String]) {
    for field in fields {
      for item in field.lowercased().split(separator: ",") {
        let parts = item.split(separator: ";", omittingEmptySubsequences: false).map(AcceptedCodings.trimmed)
        guard let coding = parts.first, !coding.isEmpty, weights[coding] == nil else { continue }
        weights[coding] = parts.count == 1 ? 1000 : AcceptedCodings.weight(parts[1...])
      }
    }
  }

  /// Whether gzip is named, and the client does not prefer the plain bytes.
  var takesGzip: Bool {
    guard let weight = weights["gzip"] ?? weights["x-gzip"], weight > 0 else { return false }
    return weight >= weights["identity"] ?? 0
  }

  /// Whether the client wants no plain bytes.
  var refusesPlain: Bool { (weights["identity"] ?? weights["*"]) == 0 }

  private static func weight(_ parameters: ArraySlice<Substring>) -> Int {
    guard parameters.count == 1, let parameter = parameters.first, parameter.hasPrefix("q=") else { return 0 }
    let digits = parameter.dropFirst(2).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let fraction = digits.count == 2 ? digits[1] : ""
    guard digits[0] == "0" || digits[0] == "1", fraction.count <= 3, fraction.allSatisfy({ "0"..."9" ~= $0 }),
      let thousandths = Int(String((fraction + "000").prefix(3)))
    else { return 0 }
    if digits[0] == "1" { return thousandths == 0 ? 1000 : 0 }
    return thousandths
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}

extension Request {
  /// Whether the answer may be compressed by gzip.
  public var takesGzip: Bool { acceptedCodings.takesGzip }

  /// Whether the client refuses an answer that is not compressed.
  public var refusesPlain: Bool { acceptedCodings.refusesPlain }

  private var acceptedCodings: AcceptedCodings { AcceptedCodings(headers.values("accept-encoding")) }
}
