internal import Models

/// How answers are described: a schema with a name, closed, all of whose members are always there.
extension ValueSchema {
  typealias Member = ObjectSchema.Member

  static func answer(
    _ name: String, _ members: @escaping @autoclosure @Sendable () -> KeyValuePairs<String, ValueSchema>
  ) -> ValueSchema {
    .component(SchemaComponent(name: name) { .members(members()) })
  }

  /// The same where one answer has all members of another, and some more.
  static func answer(
    _ name: String, _ members: @escaping @autoclosure @Sendable () -> KeyValuePairs<String, ValueSchema>,
    and more: @escaping @autoclosure @Sendable () -> KeyValuePairs<String, ValueSchema>
  ) -> ValueSchema {
    .component(
      SchemaComponent(name: name) {
        .object(ObjectSchema((Array(members()) + Array(more())).map { Member($0.key, $0.value) }))
      })
  }

  /// The same without a name.
  static func members(_ members: KeyValuePairs<String, ValueSchema>) -> ValueSchema {
    .object(ObjectSchema(members.map { Member($0.key, $0.value) }))
  }

  static func nullable(_ schema: ValueSchema) -> ValueSchema { schema.optional }

  /// A label of an entity.
  static var labelValue: ValueSchema { .either([.string, .boolean, .number]) }

  /// One page of a list.
  static func page(_ name: String, of item: ValueSchema) -> ValueSchema {
    .answer(
      name,
      [
        "results": .list(item), "count": .integer, "limit": .integer, "pages": .integer, "page": .integer,
      ])
  }

  /// Which things were deleted.
  static var deleted: ValueSchema { answer("Deleted", ["deleted": .list(.uuid)]) }
}
