internal import Configuration
internal import HTTP
internal import JSON
internal import Models
internal import Routing
internal import Store

/// How the handlers take their bodies and parameters.
struct VaultRequests: Sendable {
  private let limits: BodyLimits
  /// The largest and default length of a list.
  private let defaultLimit: Int

  init(_ settings: Settings) {
    limits = BodyLimits(
      json: JSONLimits(maximumDepth: settings.limits.maximumJSONDepth, maximumBytes: settings.limits.maximumBodyBytes))
    defaultLimit = settings.server.defaultLimit
  }

  /// One model.
  func model<Model: ObjectReadable>(_ context: RouteContext) throws -> Model {
    try Body.model(
      Model.self, context.request.body, contentType: context.request.headers["content-type"], limits: limits)
  }

  /// Several parameters that share one object.
  func embedded<Parameters>(
    _ context: RouteContext, _ read: (inout ObjectReader) -> Parameters
  ) throws -> Parameters {
    try Body.embedded(
      context.request.body, contentType: context.request.headers["content-type"], limits: limits, read)
  }

  /// The parameters of a list: `limit`, `offset` and others.
  ///
  /// - Throws: `validation`; `unprocessable` for a limit out of bounds (contract §7.3).
  func list<Parameters>(
    _ context: RouteContext, _ read: (inout ObjectReader) -> Parameters
  ) throws -> (Parameters, Page) {
    let (parameters, limit, offset) = try embedded(context) { body in
      (read(&body), body.optional("limit", .integer), body.value("offset", .integer(atLeast: 0), default: 0))
    }
    let wanted = limit ?? defaultLimit
    if wanted > defaultLimit {
      throw DomainError.unprocessable("Invalid limit: must be less than or equal to \(defaultLimit).")
    }
    if wanted < 0 { throw DomainError.unprocessable("Invalid limit: must be greater than or equal to 0.") }
    return (parameters, Page(limit: wanted, offset: offset))
  }

  /// The query parameter `include_secrets`.
  func showsSecrets(_ context: RouteContext) throws -> Bool {
    try Query.read(QueryItems(context.request.query ?? "").map { ($0.name, $0.value) }) {
      $0.value("include_secrets", .bool, default: false)
    }
  }
}
