/// What the domain refuses, and why. The gateway has the one table from here to the wire (contract §7.2).
public enum DomainError: Error, Sendable, Hashable {
  /// 404 `{"detail":…}`.
  case notFound(String)
  /// 404 `{"exception_message":…}`.
  case objectNotFound(String)
  /// 409 `{"detail":…}`.
  case conflict(String)
  /// 409 with the fixed text about data integrity.
  case integrity
  /// 422 with the problems.
  case validation(ValidationError)
  /// 422 `{"detail":…}`.
  case unprocessable(String)
  /// 400 `{"detail":…}`.
  case badRequest(String)
  /// 403 `{"detail":…}`.
  case forbidden(String)
  /// 410 `{"detail":…}`.
  case gone(String)
  /// 413 `{"detail":…}`.
  case tooLarge
  /// 423 `{"detail":…}`, with `Retry-After` in seconds if there is one.
  case locked(String, retryAfter: Double?)
  /// 503 `{"exception_message":"Service Unavailable"}`: clients try again.
  case unavailable
}
