public import HTTP
internal import JSON
internal import Models
public import Observability
internal import Postgres
internal import Transport

/// The one table from errors to the wire (contract §7.2).
public struct ErrorResponses: Sendable {
  private let logger: Logger

  public init(logger: Logger) {
    self.logger = logger
  }

  /// The answer for what a handler threw. What has no place in the table is logged and answered with a fixed 500.
  public func response(for error: any Error, to request: Request) -> Response {
    switch error {
    case let error as DomainError: domain(error)
    case let error as DatabaseError: database(error, request)
    case let error as UpstreamError: upstream(error, request)
    default: unknown(error, request)
    }
  }

  private func domain(_ error: DomainError) -> Response {
    switch error {
    case .notFound(let text): .detail(text, .notFound)
    case .objectNotFound(let text): .exceptionMessage(text, .notFound)
    case .conflict(let text): .detail(text, .conflict)
    case .integrity: .integrityConflict
    case .validation(let error): .json(writing: error.write, status: .unprocessableContent)
    case .unprocessable(let text): .detail(text, .unprocessableContent)
    case .badRequest(let text): .detail(text, .badRequest)
    case .forbidden(let text): .detail(text, .forbidden)
    case .gone(let text): .detail(text, .gone)
    case .tooLarge: .detail("The body is too large.", .contentTooLarge)
    case .locked(let text, let retryAfter): locked(text, retryAfter)
    case .unavailable: .serviceUnavailable(retryAfter: 1)
    }
  }

  private func locked(_ text: String, _ retryAfter: Double?) -> Response {
    var response = Response.detail(text, .locked)
    if let retryAfter { response.headers.add("retry-after", "\(retryAfter)") }
    return response
  }

  /// Transient faults are 503, which clients try again; 500 they don't (contract §D.2).
  private func database(_ error: DatabaseError, _ request: Request) -> Response {
    switch error {
    case .constraint:
      logger.info(
        "constraint violated", ["request_id": .text("\(request.id)"), "error": .text("\(error)")])
      return .integrityConflict
    case .invalidText:
      return .detail("The text contains characters that can't be stored.", .unprocessableContent)
    case .unavailable, .overloaded, .timeout, .conflictRetry:
      logger.warning(
        "database did not answer", ["request_id": .text("\(request.id)"), "error": .text("\(error)")])
      return .serviceUnavailable(retryAfter: 1)
    case .decoding, .statement:
      return unknown(error, request)
    }
  }

  private func upstream(_ error: UpstreamError, _ request: Request) -> Response {
    logger.warning(
      "service did not answer",
      ["request_id": .text("\(request.id)"), "path": .text(request.path), "error": .text("\(error)")])
    return .serviceUnavailable(retryAfter: 1)
  }

  private func unknown(_ error: any Error, _ request: Request) -> Response {
    logger.error(
      "request failed",
      [
        "request_id": .text("\(request.id)"), "method": .text(request.method.name), "path": .text(request.path),
        "error": .text("\(error)"),
      ])
    return .exceptionMessage("Internal Server Error", .internalServerError)
  }
}
