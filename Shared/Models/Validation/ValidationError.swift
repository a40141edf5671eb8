public import JSON

/// A request that can't be understood: everything that is wrong with it, answered with 422.
public struct ValidationError: Error, Sendable, Hashable {
  public var problems: [Problem]
  /// The body as it was parsed, as a string if it could not be; nil where the problem is in the query or path.
  public var requestBody: RawJSON?

  public init(problems: [Problem], requestBody: RawJSON? = nil) {
    self.problems = problems
    self.requestBody = requestBody
  }

  /// One problem found by a rule that looks at more than one value.
  public init(location: [LocationPart], message: String, input: RawJSON = .null, requestBody: RawJSON? = nil) {
    self.init(
      problems: [
        Problem(
          type: "value_error", location: location, message: "Value error, " + message, input: input,
          context: Problem.customError)
      ], requestBody: requestBody)
  }

  /// The envelope of contract §7.2.
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("exception_message")
    writer.string("Invalid request received." as StaticString)
    writer.key("exception_detail")
    writer.beginArray()
    for problem in problems { problem.write(to: &writer) }
    writer.endArray()
    writer.key("request_body")
    writer.raw(requestBody?.compact)
    writer.endObject()
  }
}

extension Problem {
  /// The context of every `value_error`.
  static let customError = RawJSON(validated: Array(#"{"error":{}}"#.utf8))
}
