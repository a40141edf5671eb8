internal import Models

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
