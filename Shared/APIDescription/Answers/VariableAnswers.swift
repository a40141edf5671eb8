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
        "value": .any,
        "tags": .list(.string),
      ])
  }
}
