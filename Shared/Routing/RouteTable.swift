internal import HTTP
internal import Values

/// All routes of a service, frozen into a tree of path segments.
///
/// A literal segment is preferred to a UUID, a UUID to any text; a branch that leads nowhere is left again.
public struct RouteTable: Sendable {
  /// What a path and a method lead to.
  enum Match {
    case route(Route, [RouteContext.Parameter])
    /// The path is known, the method is not; `allowed` are those of all routes that the path could be of, each once.
    case methodNotAllowed(allowed: [Method])
    case none
  }

  private final class Node: Sendable {
    let literals: [String: Node]
    let uuid: Branch?
    let any: Branch?
    let routes: [Route]

    struct Branch: Sendable {
      let name: String
      let node: Node
    }

    init(_ draft: Draft) {
      literals = draft.literals.mapValues { Node($0) }
      uuid = draft.uuid.map { Branch(name: $0.name, node: Node($0.draft)) }
      any = draft.any.map { Branch(name: $0.name, node: Node($0.draft)) }
      routes = draft.routes
    }
  }

  /// A node while the table is being built.
  private final class Draft {
    var literals: [String: Draft] = [:]
    var uuid: (name: String, draft: Draft)?
    var any: (name: String, draft: Draft)?
    var routes: [Route] = []
  }

  private let root: Node
  private let webSocketRoot: Node
  /// Every route, in the order in which they were given.
  public let routes: [Route]

  /// - Throws: `RoutingError` when two routes have the same method and pattern, or name the parameter of one place
  ///   differently.
  public init(_ routes: [Route]) throws(RoutingError) {
    let draft = Draft()
    let webSocketDraft = Draft()
    for route in routes {
      let place = try RouteTable.place(of: route.pattern, in: route.isWebSocket ? webSocketDraft : draft)
      guard !place.routes.contains(where: { $0.method == route.method }) else {
        throw .duplicateRoute(method: route.method.name, pattern: route.pattern)
      }
      place.routes.append(route)
    }
    root = Node(draft)
    webSocketRoot = Node(webSocketDraft)
    self.routes = routes
  }

  private static func place(of pattern: String, in draft: Draft) throws(RoutingError) -> Draft {
    var node = draft
    for segment in segments(pattern) {
      if segment.hasPrefix("{"), segment.hasSuffix("}") {
        let parts = segment.dropFirst().dropLast().split(separator: ":")
        let name = String(parts[0])
        if parts.count > 1 {
          let next = node.uuid?.draft ?? Draft()
          guard node.uuid == nil || node.uuid?.name == name else { throw .conflictingParameter(name, pattern: pattern) }
          node.uuid = (name, next)
          node = next
        } else {
          let next = node.any?.draft ?? Draft()
          guard node.any == nil || node.any?.name == name else { throw .conflictingParameter(name, pattern: pattern) }
          node.any = (name, next)
          node = next
        }
      } else {
        let next = node.literals[segment] ?? Draft()
        node.literals[segment] = next
        node = next
      }
    }
    return node
  }

  /// The path is split behind its first slash; a trailing slash gives an empty last segment.
  private static func segments(_ path: String) -> [String] {
    path.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }

  /// Looks a percent-encoded path up. An encoded slash separates segments, as in the reference (contract §1.7).
  func match(_ method: Method, path: String, isWebSocket: Bool = false) -> Match {
    let decoded = path.utf8.contains(UInt8(ascii: "%")) ? percentDecoded(path.utf8, plusIsSpace: false) : path
    var parameters: [RouteContext.Parameter] = []
    var allowed: [Method] = []
    let start = isWebSocket ? webSocketRoot : root
    let found = RouteTable.find(method, RouteTable.segments(decoded)[...], start, &parameters, &allowed)
    if let found { return .route(found, parameters) }
    return allowed.isEmpty ? .none : .methodNotAllowed(allowed: allowed)
  }

  /// Whether any method is known for the path.
  func knows(path: String) -> Bool {
    if case .none = match(.get, path: path) { false } else { true }
  }

  private static func find(
    _ method: Method, _ segments: ArraySlice<String>, _ node: Node,
    _ parameters: inout [RouteContext.Parameter], _ allowed: inout [Method]
  ) -> Route? {
    guard let segment = segments.first else {
      if let route = node.routes.first(where: { $0.method == method }) { return route }
      for route in node.routes where !allowed.contains(route.method) { allowed.append(route.method) }
      return nil
    }
    let rest = segments.dropFirst()
    if let next = node.literals[segment], let route = find(method, rest, next, &parameters, &allowed) {
      return route
    }
    // A parameter never takes an empty segment.
    guard !segment.isEmpty else { return nil }
    if let branch = node.uuid, UUID(segment) != nil {
      parameters.append(.init(name: branch.name, text: segment))
      if let route = find(method, rest, branch.node, &parameters, &allowed) { return route }
      parameters.removeLast()
    }
    if let branch = node.any {
      parameters.append(.init(name: branch.name, text: segment))
      if let route = find(method, rest, branch.node, &parameters, &allowed) { return route }
      parameters.removeLast()
    }
    return nil
  }
}
