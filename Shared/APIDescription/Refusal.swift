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
    case .unauthorized: "Who asks did not show that they may"
    case .forbidden: "This may not be done, or the CSRF token is missing"
    case .notFound: "What was asked for is not there"
    case .notAllowed: "The path, with these parameters, is one of an operation by another method"
    case .timeout: "The request took too long to arrive"
    case .conflict: "It contradicts what is there"
    case .gone: "It is over"
    case .tooLarge: "The body is too large"
    case .pathTooLong: "The path and query are too long"
    case .invalid: "What was sent does not fit; problems are told one by one where they can be"
    case .locked: "All slots are taken; Retry-After tells when to try again"
    case .headerTooLarge: "The header is too large"
    case .failed: "The server failed"
    case .unavailable: "The database or a service is away; Retry-After tells when to try again"
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
