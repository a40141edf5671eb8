internal import Models

/// A parameter beside the body.
struct Parameter: Sendable {
  enum Place: String, Sendable {
    case path, query, header
  }

  let name: String
  let place: Place
  let schema: ValueSchema
  let isRequired: Bool

  /// One of the query that may be left out.
  static func optional<Value>(_ name: String, _ reading: Reading<Value>) -> Parameter {
    Parameter(name: name, place: .query, schema: reading.schema(), isRequired: false)
  }

  /// One of the query.
  static func required<Value>(_ name: String, _ reading: Reading<Value>) -> Parameter {
    Parameter(name: name, place: .query, schema: reading.schema(), isRequired: true)
  }

  static func header<Value>(_ name: String, _ reading: Reading<Value>) -> Parameter {
    Parameter(name: name, place: .header, schema: reading.schema(), isRequired: false)
  }

  /// One of the path of which more is known than that it is a text.
  static func path<Value>(_ name: String, _ reading: Reading<Value>) -> Parameter {
    Parameter(name: name, place: .path, schema: reading.schema(), isRequired: true)
  }
}
