internal import Models

/// What an operation takes as its body.
struct RequestBody: Sendable {
  let schema: ValueSchema
  let isRequired: Bool

  /// One model.
  static func model<Model: ObjectReadable>(_ type: Model.Type) -> RequestBody {
    RequestBody(schema: .model(type), isRequired: true)
  }

  /// One value that is the whole body.
  static func value<Value>(_ reading: Reading<Value>, isRequired: Bool = true) -> RequestBody {
    RequestBody(schema: isRequired ? reading.schema() : reading.schema().optional, isRequired: isRequired)
  }

  /// A model that is read by a closure, unknown members being ignored.
  static func openModel(_ parameters: BodyParameters...) -> RequestBody {
    RequestBody(schema: .object(ObjectSchema(parameters.flatMap(\.members), isOpen: true)), isRequired: true)
  }

  /// Several parameters that share an object, which may be left out where none of them is required.
  static func parameters(_ parameters: BodyParameters...) -> RequestBody {
    let object = ObjectSchema(parameters.flatMap(\.members), isOpen: true)
    let isRequired = object.members.contains(where: \.isRequired)
    return RequestBody(schema: isRequired ? .object(object) : .nullable(.object(object)), isRequired: isRequired)
  }
}
