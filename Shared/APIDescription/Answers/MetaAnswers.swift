internal import Models

extension ValueSchema {
  static var csrfToken: ValueSchema {
    answer(
      "CSRFToken",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "token": .string,
        "client": .string,
        "expiration": .timestamp,
      ])
  }

  static var defaultResultStorageOutput: ValueSchema {
    answer(
      "DefaultResultStorageOutput",
      [
        "default_result_storage_block_id": .nullable(.uuid)
      ])
  }
}
