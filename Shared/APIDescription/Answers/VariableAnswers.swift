internal import Models

extension ValueSchema {
  static var variable: ValueSchema {
    answer(
      "Variable",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "value": .nullable(.either([.string, .integer, .boolean, .number, .anyObject, .list(.any)])),
        "tags": .list(.string),
      ])
  }
}
