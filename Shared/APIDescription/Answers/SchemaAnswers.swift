internal import Models

extension ValueSchema {
  static var schemaErrors: ValueSchema {
    answer(
      "SchemaErrors",
      [
        "errors": .list(.schemaError),
        "valid": .boolean,
      ])
  }

  static var schemaPropertyError: ValueSchema {
    answer(
      "SchemaPropertyError",
      [
        "property": .string,
        "errors": .list(.schemaError),
      ])
  }

  static var schemaItemError: ValueSchema {
    answer(
      "SchemaItemError",
      [
        "index": .integer,
        "errors": .list(.schemaError),
      ])
  }

  static var schemaError: ValueSchema { .either([.string, .schemaPropertyError, .schemaItemError]) }
}
