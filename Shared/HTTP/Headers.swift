/// Header fields in the order in which they came, names in lower case.
public struct Headers: Sendable, Equatable {
  public struct Field: Sendable, Equatable {
    /// Lower case, as HTTP/2 has it and HTTP/1.1 does not care.
    public var name: String
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  public private(set) var fields: [Field] = []

  public init() {}

  /// `fields` must have lower-case names.
  public init(_ fields: [(String, String)]) {
    self.fields = fields.map { Field(name: $0.0, value: $0.1) }
  }

  /// The first value of a field; the name in lower case.
  public subscript(name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// All values of a field, in order.
  public func values(_ name: String) -> [String] {
    fields.compactMap { $0.name == name ? $0.value : nil }
  }

  public func contains(_ name: String) -> Bool {
    fields.contains { $0.name == name }
  }

  /// Adds a field behind the others; the name in lower case.
  public mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name, value: value))
  }

  /// Puts one field in the place of all of that name.
  public mutating func set(_ name: String, _ value: String) {
    remove(name)
    add(name, value)
  }

  public mutating func remove(_ name: String) {
    fields.removeAll { $0.name == name }
  }
}
