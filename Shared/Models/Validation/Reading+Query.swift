internal import JSON

extension Reading {
  /// Reads a query parameter, which is always a text.
  ///
  /// - Parameter text: nil when the parameter is not there, which is a problem.
  /// - Throws: `validation`.
  public func read(query name: String, _ text: String?) throws(DomainError) -> Value {
    let problems = ProblemList(source: "query")
    guard let text else {
      problems.at(.name(name)) { problems.add("missing", "Field required", input: nil) }
      throw .validation(ValidationError(problems: problems.problems))
    }
    guard let input = RawJSON(writing: { $0.string(text) }).document()?.root else { return fallback() }
    let value = problems.at(.name(name)) { self.read(input, problems) }
    guard problems.isEmpty else { throw .validation(ValidationError(problems: problems.problems)) }
    return value
  }
}
