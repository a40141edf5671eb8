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
        schema: .string(pattern: #"^(0\.([89]|[1-9][0-9]{1,3})|[1-9][0-9]{0,3}\.[0-9]{1,4})\.[0-9]{1,4}$"#),
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

extension Operation {
  /// All ways in which the operation refuses a request that it can't serve, by their status; those that its answers tell
  /// themselves are not among them.
  func refusals(_ features: APIDescription.Features, _ path: PathTemplate) -> [Refusal] {
    var found = Set(refusals)
    found.formUnion([.timeout, .pathTooLong, .headerTooLarge, .failed])
    if !traits.contains(.alone) { found.insert(.unavailable) }
    if !traits.contains(.anyVersion) { found.insert(.malformed) }
    if features.authenticates, !traits.contains(.open) { found.insert(.unauthorized) }
    if features.protectsFromForgery, verb != .get { found.insert(.forbidden) }
    if !path.parameters.isEmpty { found.insert(.notFound) }
    if path.takesText { found.insert(.notAllowed) }
    if body != nil { found.insert(.tooLarge) }
    if body != nil || path.takesText || !parameters.isEmpty { found.insert(.invalid) }
    return Refusal.allCases.filter { refusal in
      found.contains(refusal) && !answers.contains { String($0.status) == refusal.rawValue }
    }
  }
}
