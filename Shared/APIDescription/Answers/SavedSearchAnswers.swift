internal import Models

extension ValueSchema {
  static var savedSearch: ValueSchema {
    answer(
      "SavedSearch",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "filters": .list(.savedCriterionOutput),
      ])
  }

  static var savedCriterionOutput: ValueSchema {
    answer(
      "SavedCriterionOutput",
      [
        "object": .string,
        "property": .string,
        "type": .string,
        "operation": .string,
        "value": .any,
      ])
  }
}
