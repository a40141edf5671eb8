public import JSON

/// What `PUT /saved_searches/` takes.
public struct SavedSearchCreate: Sendable, Hashable, ObjectReadable {
  public var name: String
  /// An array of the criteria, each with the members it may have and no others.
  public var filters: RawJSON

  public init(name: String, filters: RawJSON = .emptyArray) {
    self.name = name
    self.filters = filters
  }

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .string)
    let criteria = reader.value("filters", .list(.model(SavedCriterion.self)), default: [])
    filters = RawJSON { writer in
      writer.beginArray()
      for criterion in criteria { criterion.write(to: &writer) }
      writer.endArray()
    }
  }
}

/// One criterion of a saved search.
private struct SavedCriterion: ObjectReadable {
  static let unknownKeys = UnknownKeys.ignored

  var object: String
  var property: String
  var type: String
  var operation: String
  var value: RawJSON

  init(reader: inout ObjectReader) {
    object = reader.required("object", .string)
    property = reader.required("property", .string)
    type = reader.required("type", .string)
    operation = reader.required("operation", .string)
    value = reader.required("value", .any)
  }

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("object")
    writer.string(object)
    writer.key("property")
    writer.string(property)
    writer.key("type")
    writer.string(type)
    writer.key("operation")
    writer.string(operation)
    writer.key("value")
    writer.raw(value)
    writer.endObject()
  }
}
