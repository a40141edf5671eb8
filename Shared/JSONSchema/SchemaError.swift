/// Why there is no verdict on a value, or which one there is.
public enum SchemaError: Error, Sendable, Hashable {
  /// The schema leads back to itself without end, or deeper than is followed.
  case circular
  /// The schema is none: the message of the first violation of the meta-schema.
  case invalid(String)
  /// The value is refused, in the words of the API; also for a reference that leads nowhere.
  case refused(String)
  /// The schema takes more work than the size of schema and value warrants.
  case tooComplex

  /// The words for a caller that tells all verdicts in one way.
  public var text: String {
    switch self {
    case .circular: "Unable to validate schema with circular references."
    case .invalid(let message): "Invalid schema: \(message)"
    case .refused(let message): message
    case .tooComplex: "Validation failed. Failure reason: the schema takes too much work to validate."
    }
  }
}
