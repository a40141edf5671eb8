internal import Models

/// A way in which operations refuse a request (contract §7.2). Each is described once and referred to.
enum Refusal: String, Sendable, CaseIterable {
  case malformed = "400"
  case unauthorized = "401"
  case forbidden = "403"
  case notFound = "404"
  case notAllowed = "405"
  case timeout = "408"
  case conflict = "409"
  case gone = "410"
  case tooLarge = "413"
  case pathTooLong = "414"
  case invalid = "422"
  case locked = "423"
  case headerTooLarge = "431"
  case failed = "500"
  case unavailable = "503"

  var name: String {
    switch self {
    case .malformed: "Malformed"
    case .unauthorized: "Unauthorized"
    case .forbidden: "Forbidden"
    case .notFound: "NotFound"
    case .notAllowed: "MethodNotAllowed"
    case .timeout: "Timeout"
    case .conflict: "Conflict"
    case .gone: "Gone"
    case .tooLarge: "TooLarge"
    case .pathTooLong: "PathTooLong"
    case .invalid: "Invalid"
    case .locked: "Locked"
    case .headerTooLarge: "HeaderTooLarge"
    case .failed: "Failed"
    case .unavailable: "Unavailable"
    }
  }

  var about: String {
    switch self {
    case .malformed: "The request can't be understood, or its client is too old"
    case .unauthorized: "Missing or wrong credentials"
    case .forbidden: "Not allowed, or the CSRF token is missing"
    case .notFound: "No such object"
    case .notAllowed: "The path exists, but not with this method"
    case .timeout: "The request took too long to arrive"
    case .conflict: "Conflicts with an existing object or its state"
    case .gone: "No longer available"
    case .tooLarge: "The body is too large"
    case .pathTooLong: "The path and query are too long"
    case .invalid: "The request is invalid; the answer lists the problems where it can"
    case .locked: "All slots are taken; Retry-After says when to retry"
    case .headerTooLarge: "The headers are too large"
    case .failed: "The server failed"
    case .unavailable: "The database or a service is unreachable; Retry-After says when to retry"
    }
  }

  var schema: ValueSchema {
    switch self {
    case .forbidden, .notAllowed, .gone, .locked: .detail
    case .unauthorized, .timeout, .pathTooLong, .headerTooLarge, .failed: .exceptionMessage
    case .malformed, .notFound, .tooLarge, .conflict: .either([.detail, .exceptionMessage])
    case .unavailable: .either([.exceptionMessage, .readiness])
    case .invalid: .either([.problems, .detail])
    }
  }
}
