/// A request method (RFC 9110 §9), compared by its exact spelling.
public struct Method: Hashable, Sendable, CustomStringConvertible {
  public let name: String

  public init(_ name: String) {
    self.name = name
  }

  public static let get = Method("GET")
  public static let head = Method("HEAD")
  public static let post = Method("POST")
  public static let put = Method("PUT")
  public static let patch = Method("PATCH")
  public static let delete = Method("DELETE")
  public static let options = Method("OPTIONS")

  /// Whether repeating a request does no harm (RFC 9110 §9.2.2).
  public var isIdempotent: Bool {
    self == .get || self == .head || self == .options || self == .put || self == .delete
  }

  public var description: String { name }
}
