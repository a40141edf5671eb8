internal import JSON

/// Parameters of a path whose problems are told, where others just don't match (contract §1.7).
public enum PathParameter {
  /// Reads a decoded parameter. Problems are told at `path`.
  ///
  /// - Throws: `validation`.
  public static func read<Value>(
    _ name: StaticString, _ text: String, _ reading: Reading<Value>
  ) throws(DomainError) -> Value {
    let problems = ProblemList(source: "path", limits: .default)
    guard let value = RawJSON(writing: { $0.string(text) }).document()?.root else {
      throw .validation(ValidationError(problems: []))
    }
    let parameter = problems.at(.key(name)) { reading.read(value, problems) }
    guard problems.isEmpty else { throw .validation(ValidationError(problems: problems.problems)) }
    return parameter
  }
}
