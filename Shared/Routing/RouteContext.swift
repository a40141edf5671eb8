public import HTTP
public import Values

/// A request together with what its path and query said.
public struct RouteContext: Sendable {
  public var request: Request
  /// The path parameters in the order of the pattern.
  let parameters: [Parameter]
  /// The pattern that matched, for logs and metrics.
  public let pattern: String
  /// When the request arrived at the router.
  public let arrival: Timestamp

  struct Parameter: Sendable, Equatable {
    var name: String
    var text: String
  }

  /// The text of a path parameter, percent-decoded; empty for a name that the pattern lacks.
  public func text(_ name: String) -> String {
    parameters.first { $0.name == name }?.text ?? ""
  }

  /// A path parameter that the pattern declared as a UUID.
  ///
  /// - Throws: `RoutingError.missingParameter` when the pattern has no such UUID.
  public func uuid(_ name: String) throws(RoutingError) -> UUID {
    guard let value = UUID(text(name)) else { throw .missingParameter(name: name, pattern: pattern) }
    return value
  }

  /// The first query parameter of a name, percent-decoded (`+` is a space).
  public func query(_ name: String) -> String? {
    QueryItems(request.query ?? "").first { $0.name == name }?.value
  }
}

/// A mistake in the route table.
public enum RoutingError: Error, Sendable, Equatable {
  case missingParameter(name: String, pattern: String)
  case duplicateRoute(method: String, pattern: String)
  /// Another route has another name for the parameter at this place.
  case conflictingParameter(String, pattern: String)
}
