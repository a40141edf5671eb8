internal import JSON

/// The parameters of a request's query, read like a body of texts.
public enum Query {
  /// Reads decoded names and values; of a repeated name the last value counts.
  ///
  /// - Parameter source: Where problems are told: the query, or `header`.
  public static func read<Parameters>(
    _ pairs: [(name: String, value: String)], source: String = "query", limits: BodyLimits = .default,
    _ body: (inout ObjectReader) -> Parameters
  ) throws(DomainError) -> Parameters {
    let object = RawJSON { writer in
      writer.beginObject()
      for (name, value) in pairs {
        writer.key(name)
        writer.string(value)
      }
      writer.endObject()
    }
    let problems = ProblemList(source: source, limits: limits.models)
    var reader = ObjectReader(
      object: object.document(limits: limits.json)?.root, problems: problems, kind: .parameters)
    let parameters = body(&reader)
    guard problems.isEmpty else { throw .validation(ValidationError(problems: problems.problems)) }
    return parameters
  }
}
