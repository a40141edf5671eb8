/// What stands where hydration has no value to put.
public enum Placeholder: Sendable, Hashable {
  /// The value could not be made.
  case error(HydrationError)
  /// The member or element is to be left out.
  case removed
  /// A variable of the workspace, which is not looked up here.
  case variable(String)
  /// A template, which is not rendered here.
  case template(String)

  /// The message, where a value could not be made.
  var message: String? {
    if case .error(let error) = self { error.description } else { nil }
  }

  var representation: String {
    switch self {
    case .error(let error): PythonRepresentation.of(error.description)
    case .removed: "RemoveValue"
    case .variable(let name): PythonRepresentation.of(name)
    case .template(let text): PythonRepresentation.of(text)
    }
  }
}

/// Why a value with a `__prefect_kind` could not be made (contract §7.9).
public enum HydrationError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The member that the kind needs is not there.
  case missing(key: String)
  case json(String)
  case template(String)
  case variable(String)

  /// The wording of the API.
  public var description: String {
    switch self {
    case .missing(let key): "Missing '\(key)' key in __prefect object"
    case .json(let detail): "Invalid JSON: \(detail)"
    case .template(let detail): "Invalid jinja: \(detail)"
    case .variable(let name): "Variable '\(name)' not found in workspace."
    }
  }
}
