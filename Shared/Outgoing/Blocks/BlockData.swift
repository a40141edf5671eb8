public import JSON

/// The fields of a block document, read with the tolerance that the block's own model has.
public struct BlockData: Sendable {
  private let value: JSONValue

  public init(_ value: JSONValue) {
    self.value = value
  }

  subscript(name: String) -> JSONValue? {
    value[name].flatMap { $0.isNull ? nil : $0 }
  }

  /// Whether a field is there and null, where that differs from its default.
  func isNull(_ name: String) -> Bool { value[name]?.isNull == true }

  func required(_ name: String) throws(BlockProblem) -> String {
    guard let text = try text(name) else { throw .invalid("\(name): Field required") }
    return text
  }

  func text(_ name: String) throws(BlockProblem) -> String? {
    guard let found = self[name] else { return nil }
    guard let text = found.text else { throw .invalid("\(name): Input should be a valid string") }
    return text
  }

  func flag(_ name: String, _ fallback: Bool) throws(BlockProblem) -> Bool {
    guard let found = self[name] else { return fallback }
    if let bool = found.bool { return bool }
    switch found.text?.lowercased() ?? found.integer.map(String.init) {
    case "true", "t", "yes", "y", "on", "1": return true
    case "false", "f", "no", "n", "off", "0": return false
    default: throw .invalid("\(name): Input should be a valid boolean")
    }
  }

  func integer(_ name: String) throws(BlockProblem) -> Int? {
    guard let found = self[name] else { return nil }
    if let integer = found.integer ?? found.text.flatMap({ Int64($0) }) { return Int(integer) }
    if let double = found.double, let exact = Int(exactly: double) { return exact }
    throw .invalid("\(name): Input should be a valid integer")
  }

  func number(_ name: String) throws(BlockProblem) -> Double? {
    guard let found = self[name] else { return nil }
    guard let number = found.double ?? found.text.flatMap({ Double($0) }) else {
      throw .invalid("\(name): Input should be a valid number")
    }
    return number
  }

  func texts(_ name: String) throws(BlockProblem) -> [String]? {
    guard let found = self[name] else { return nil }
    let texts = found.elements.compactMap(\.text)
    guard found.kind == .array, texts.count == Array(found.elements).count else {
      throw .invalid("\(name): Input should be a valid list of strings")
    }
    return texts
  }

  /// An object of texts, in its order.
  func pairs(_ name: String) throws(BlockProblem) -> [(String, String)]? {
    guard let found = self[name] else { return nil }
    let pairs = found.members.compactMap { key, value in value.text.map { (key, $0) } }
    guard found.kind == .object, pairs.count == found.memberCount else {
      throw .invalid("\(name): Input should be a valid dictionary of strings")
    }
    return pairs
  }

  func choice(_ name: String, of words: [String], _ fallback: String) throws(BlockProblem) -> String {
    let text = try text(name) ?? fallback
    guard words.contains(text) else {
      throw .invalid("\(name): Input should be \(words.map { "'\($0)'" }.joined(separator: ", "))")
    }
    return text
  }
}

/// Why a block makes no request. No text has a value of the block, as any may be a secret.
public enum BlockProblem: Error, Sendable, Hashable, CustomStringConvertible {
  /// A field is missing or has a value that its model refuses.
  case invalid(String)
  /// Only Prefect's Python code knows how blocks of this type send.
  case needsPython(slug: String)
  /// The block is valid, and nothing can be sent with it: what Prefect writes into the notification's log.
  case undeliverable(log: String)

  public var description: String {
    switch self {
    case .invalid(let reason): reason
    case .needsPython(let slug):
      "Blocks of type '\(slug)' can only be used from Python, not by this server. "
        + "Use a 'call-webhook' action instead, or a 'run-deployment' action whose flow uses the block."
    case .undeliverable(let log): log
    }
  }
}
