internal import Models

extension ValueSchema {
  static var flow: ValueSchema {
    answer(
      "Flow",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "tags": .list(.string),
        "labels": .nullable(.map(.labelValue)),
      ])
  }
}
