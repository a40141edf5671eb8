/// A value that must not reach a log, an answer or an error text: it prints as asterisks and has no JSON form.
public struct Secret<Value: Sendable>: Sendable {
  /// What stands for a secret wherever it would be shown.
  public static var mask: String { "**********" }

  private let value: Value

  public init(_ value: Value) {
    self.value = value
  }

  /// The value itself, for the one place that needs it.
  public func reveal() -> Value { value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  public var description: String { Secret.mask }
  public var debugDescription: String { Secret.mask }
  public var customMirror: Mirror { Mirror(self, children: []) }
}
