public import Configuration
public import HTTP
internal import JSON
public import Models
public import Routing
public import Store

/// How the handlers take their bodies: within the limits of the settings, with every problem in one answer.
public struct RequestReading: Sendable {
  public let limits: BodyLimits
  /// The largest and default length of a list.
  public let defaultLimit: Int

  public init(_ settings: Settings) {
    var models = ModelLimits()
    models.parameterBytes = settings.server.maximumParameterSize
    models.cacheKeyCharacters = settings.server.maximumCacheKeyLength
    models.events.bytes = settings.events.maximumSizeBytes
    models.events.labelsPerResource = settings.events.maximumLabelsPerResource
    models.events.relatedResources = settings.events.maximumRelatedResources
    models.events.nameCharacters = settings.events.maximumEventNameLength
    models.acceptsMetricTriggers = settings.events.metricTriggers
    limits = BodyLimits(
      json: JSONLimits(
        maximumDepth: settings.limits.maximumJSONDepth, maximumBytes: settings.limits.maximumBodyBytes),
      models: models)
    defaultLimit = settings.server.defaultLimit
  }

  /// One model.
  public func model<Model: ObjectReadable>(_ context: RouteContext) throws -> Model {
    try Body.model(Model.self, context.request.body, contentType: context.request.contentType, limits: limits)
  }

  /// One model, read by a closure.
  public func model<Model>(_ context: RouteContext, _ read: (inout ObjectReader) -> Model) throws -> Model {
    try Body.model(
      context.request.body, contentType: context.request.contentType, unknownKeys: .ignored, limits: limits, read)
  }

  /// One value that is the whole body.
  public func value<Value>(
    _ reading: Reading<Value>, _ context: RouteContext, takesNUL: Bool = false
  ) throws -> Value {
    try Body.value(
      reading, context.request.body, contentType: context.request.contentType, limits: limits, takesNUL: takesNUL)
  }

  /// The same where the body may be left out or null.
  public func optionalValue<Value>(
    _ reading: Reading<Value>, _ context: RouteContext, takesNUL: Bool = false
  ) throws -> Value? {
    try Body.optionalValue(
      reading, context.request.body, contentType: context.request.contentType, limits: limits, takesNUL: takesNUL)
  }

  /// Several parameters that share one object.
  public func embedded<Parameters>(
    _ context: RouteContext, takesNUL: Bool = false, _ read: (inout ObjectReader) -> Parameters
  ) throws -> Parameters {
    try Body.embedded(
      context.request.body, contentType: context.request.contentType, limits: limits, takesNUL: takesNUL, read)
  }

  /// The parameters of a list: `limit` and `offset`, and those that the closure reads (contract §7.3).
  ///
  /// - Throws: `validation`; `unprocessable` for a limit out of bounds.
  public func list<Parameters>(
    _ context: RouteContext, _ read: (inout ObjectReader) -> Parameters
  ) throws -> (Parameters, Page) {
    let (limit, offset, parameters) = try embedded(context) { body in (body.limit(), body.offset(), read(&body)) }
    return (parameters, try page(limit: limit, offset: offset))
  }

  /// The part of a list that is asked for (contract §7.3).
  ///
  /// - Throws: `unprocessable` for a limit out of bounds.
  public func page(limit: Int?, offset: Int) throws -> Page {
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
  public var contentType: String? { headers["content-type"] }
}
