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
