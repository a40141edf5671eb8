/// A model that is read from a JSON object. Reading never fails: problems go into the reader's list, and the model that
/// comes out is thrown away if there are any.
public protocol ObjectReadable: SendableMetatype {
  /// What happens to keys the model doesn't ask for.
  static var unknownKeys: UnknownKeys { get }
  init(reader: inout ObjectReader)
}

public enum UnknownKeys: Sendable {
  /// Each is a problem (`extra_forbidden`).
  case refused
  case ignored
}

extension ObjectReadable {
  public static var unknownKeys: UnknownKeys { .refused }
}
