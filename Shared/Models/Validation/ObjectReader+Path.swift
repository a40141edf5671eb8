internal import JSON

extension ObjectReader {
  /// A parameter of the path whose problems are told, where others just don't match (contract §1.7); at `path`, with those
  /// of the body that is being read.
  ///
  /// - Parameter text: The parameter, decoded.
  public func path<Value>(_ name: StaticString, _ text: String, _ reading: Reading<Value>) -> Value {
    let told = ProblemList(source: "path", limits: problems.limits)
    guard let value = RawJSON(writing: { $0.string(text) }).document()?.root else { return reading.fallback() }
    let parameter = told.at(.key(name)) { reading.read(value, told) }
    for problem in told.problems { problems.append(problem) }
    return parameter
  }
}
