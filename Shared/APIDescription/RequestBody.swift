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

/// Some of the parameters of a body.
struct BodyParameters: Sendable {
  let members: [ObjectSchema.Member]

  /// Those that a closure reads.
  static func read(_ body: (inout ObjectReader) -> Void) -> BodyParameters {
    BodyParameters(members: ObjectSchema.parameters(readBy: body).members)
  }

  /// The part of a list that is wanted.
  static var page: BodyParameters {
    read { body in
      _ = body.limit()
      _ = body.offset()
    }
  }

  /// The page of a list that is wanted, by its number.
  static var numberedPage: BodyParameters {
    read { body in
      _ = body.limit()
      _ = body.pageNumber()
    }
  }

  static var limit: BodyParameters { read { _ = $0.limit() } }

  static var bulkLimit: BodyParameters { read { _ = $0.bulkLimit() } }

  /// The order of a list.
  static func sort<Sort>(_ type: Sort.Type) -> BodyParameters
  where Sort: CaseIterable & RawRepresentable<String> & Sendable {
    optional("sort", .enumeration(type))
  }

  static func filter<Model: ObjectReadable>(_ name: String, _ type: Model.Type) -> BodyParameters {
    optional(name, .model(type))
  }

  /// The filters of runs and what they belong to.
  static func entities(pools: Bool = true, queues: StaticString? = "work_pool_queues") -> BodyParameters {
    read { _ = EntityFilters(reader: &$0, pools: pools, queues: queues) }
  }

  /// A parameter that may be absent or null.
  static func optional<Value>(_ name: String, _ reading: Reading<Value>) -> BodyParameters {
    BodyParameters(members: [ObjectSchema.Member(name, reading.schema().optional, isRequired: false)])
  }

  static func required<Value>(_ name: String, _ reading: Reading<Value>) -> BodyParameters {
    BodyParameters(members: [ObjectSchema.Member(name, reading.schema())])
  }
}
