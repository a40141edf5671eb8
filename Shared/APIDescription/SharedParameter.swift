internal import Models

/// Parameters of the header that many operations have.
enum SharedParameter: CaseIterable {
  case apiVersion
  case forgeryToken
  case forgeryClient

  var name: String {
    switch self {
    case .apiVersion: "APIVersion"
    case .forgeryToken: "CSRFToken"
    case .forgeryClient: "CSRFClient"
    }
  }

  var parameter: Parameter {
    switch self {
    case .apiVersion:
      Parameter(
        name: "x-prefect-api-version", place: .header,
        // An empty one says as little as none.
        schema: .string(pattern: #"^((0\.([89]|[1-9][0-9]{1,3})|[1-9][0-9]{0,3}\.[0-9]{1,4})\.[0-9]{1,4})?$"#),
        isRequired: false)
    case .forgeryToken: Parameter(name: "prefect-csrf-token", place: .header, schema: .string, isRequired: true)
    case .forgeryClient: Parameter(name: "prefect-csrf-client", place: .header, schema: .string, isRequired: true)
    }
  }

  /// Whether any operation has it.
  func exists(_ features: APIDescription.Features) -> Bool {
    switch self {
    case .apiVersion: true
    case .forgeryToken, .forgeryClient: features.protectsFromForgery
    }
  }

  func isOne(of operation: Operation, _ features: APIDescription.Features) -> Bool {
    guard exists(features) else { return false }
    return switch self {
    case .apiVersion: !operation.traits.contains(.anyVersion)
    case .forgeryToken, .forgeryClient: operation.verb != .get
    }
  }
}
