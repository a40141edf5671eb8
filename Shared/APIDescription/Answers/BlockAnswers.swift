internal import Models

extension ValueSchema {
  static var blockType: ValueSchema {
    answer(
      "BlockType",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "slug": .string,
        "logo_url": .nullable(.string),
        "documentation_url": .nullable(.string),
        "description": .nullable(.string),
        "code_example": .nullable(.string),
        "is_protected": .boolean,
      ])
  }

  static var blockSchema: ValueSchema {
    answer(
      "BlockSchema",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "checksum": .string,
        "fields": .anyObject,
        "block_type_id": .nullable(.uuid),
        "block_type": .nullable(.blockType),
        "capabilities": .list(.string),
        "version": .string,
      ])
  }

  static var blockDocument: ValueSchema {
    answer(
      "BlockDocument",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .nullable(.string),
        "data": .anyObject,
        "block_schema_id": .uuid,
        "block_schema": .nullable(.blockSchema),
        "block_type_id": .uuid,
        "block_type_name": .nullable(.string),
        "block_type": .nullable(.blockType),
        "block_document_references": .map(.anyObject),
        "is_anonymous": .boolean,
      ])
  }
}
