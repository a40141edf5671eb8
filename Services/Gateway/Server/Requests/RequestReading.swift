internal import HTTP
internal import JSON
internal import Models
internal import Orchestration
internal import Routing
internal import Store

/// How the handlers take their bodies: within the limits of the settings, with every problem in one answer.
struct RequestReading: Sendable {
  let limits: BodyLimits
  /// The largest and default length of a list.
  let defaultLimit: Int

  init(_ configuration: GatewayConfiguration) {
    limits = BodyLimits(json: configuration.json, models: configuration.models)
    defaultLimit = configuration.defaultLimit
  }

  /// One model.
  func model<Model: ObjectReadable>(_ context: RouteContext) throws -> Model {
    try Body.model(Model.self, context.request.body, contentType: context.request.contentType, limits: limits)
  }

  /// One model, read by a closure.
  func model<Model>(_ context: RouteContext, _ read: (inout ObjectReader) -> Model) throws -> Model {
    try Body.model(
      context.request.body, contentType: context.request.contentType, unknownKeys: .ignored, limits: limits, read)
  }

  /// One value that is the whole body.
  func value<Value>(_ reading: Reading<Value>, _ context: RouteContext) throws -> Value {
    try Body.value(reading, context.request.body, contentType: context.request.contentType, limits: limits)
  }

  /// Several parameters that share one object.
  func embedded<Parameters>(
    _ context: RouteContext, _ read: (inout ObjectReader) -> Parameters
  ) throws -> Parameters {
    try Body.embedded(context.request.body, contentType: context.request.contentType, limits: limits, read)
  }

  /// The part of a list that is asked for (contract §7.3).
  ///
  /// - Throws: `unprocessable` for a limit out of bounds.
  func page(limit: Int?, offset: Int) throws -> Page {
    let limit = limit ?? defaultLimit
    if limit > defaultLimit {
      throw DomainError.unprocessable("Invalid limit: must be less than or equal to \(defaultLimit).")
    }
    if limit < 0 {
      throw DomainError.unprocessable("Invalid limit: must be greater than or equal to 0.")
    }
    return Page(limit: limit, offset: offset)
  }
}

extension Request {
  var contentType: String? { headers["content-type"] }

  /// What the client says of its versions.
  var clientVersions: ClientVersions {
    ClientVersions(
      api: headers["x-prefect-api-version"].flatMap { Version($0) },
      client: headers["user-agent"].flatMap(Request.clientVersion))
  }

  /// The version in `prefect/3.8.8 (API 0.8.4)` (contract §7.1).
  private static func clientVersion(_ agent: String) -> Version? {
    guard agent.hasPrefix("prefect/"), agent.hasSuffix(")"), let end = agent.firstIndex(of: " "),
      agent[end...].hasPrefix(" (API ")
    else { return nil }
    let text = agent[agent.index(agent.startIndex, offsetBy: 8)..<end]
    let parts = text.split(separator: ".", maxSplits: 2)
    guard parts.count == 3 else { return nil }
    return Version("\(parts[0]).\(parts[1]).\(parts[2].prefix { $0.isNumber })")
  }
}

extension ObjectReader {
  /// The parameters `limit` and `offset` of a list. Their problems are told first: handlers read the limit before
  /// anything else, and what follows in the order in which the API describes it.
  mutating func limit() -> Int? { optional("limit", .clampedInteger) }
  mutating func offset() -> Int { value("offset", .integer(atLeast: 0), default: 0) }
}
