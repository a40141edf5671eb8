/// A named schema. It is made when it is written, so that one may speak of itself.
public struct SchemaComponent: Sendable {
  public let name: String
  public let schema: @Sendable () -> ValueSchema

  public init(name: String, schema: @escaping @Sendable () -> ValueSchema) {
    self.name = name
    self.schema = schema
  }

  /// How many of a list are wanted; whoever writes a document puts in the most that the server gives.
  public static let pageLimit = SchemaComponent(name: "PageLimit") { .integer(atLeast: 0) }

  /// The schema of a type, under the type's name and the names of those that it lies in.
  init(of type: Any.Type, schema: @escaping @Sendable () -> ValueSchema) {
    // The module comes first; what stands in parentheses is a file that keeps the type for itself.
    let parts = String(reflecting: type).split(separator: ".").dropFirst().filter { !$0.hasPrefix("(") }
    self.init(name: parts.joined(), schema: schema)
  }
}
