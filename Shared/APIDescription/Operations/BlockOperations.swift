internal import Models

extension OperationGroup {
  static var blockTypes: OperationGroup {
    OperationGroup(
      "Block types",
      [
        .post(
          "/block_types/", "Make a block type", takes: .model(BlockTypeCreate.self), answers: .created(.blockType),
          refusals: [.forbidden, .conflict]),
        .get("/block_types/{id:uuid}", "Read a block type", answers: .ok(.blockType)),
        .get("/block_types/slug/{slug}", "Read a block type by its slug", answers: .ok(.blockType)),
        .patch(
          "/block_types/{id:uuid}", "Change a block type", takes: .model(BlockTypeUpdate.self),
          refusals: [.forbidden, .conflict]),
        .delete(
          "/block_types/{id:uuid}", "Delete a block type with its documents", refusals: [.forbidden, .conflict]),
        .post(
          "/block_types/filter", "List block types",
          takes: .parameters(
            .page, .filter("block_types", BlockTypeFilter.self), .filter("block_schemas", BlockSchemaFilter.self)),
          answers: .ok(.list(.blockType))),
        .get(
          "/block_types/slug/{slug}/block_documents", "List the documents of a block type", parameters: [.secrets],
          answers: .ok(.list(.blockDocument))),
        .get(
          "/block_types/slug/{slug}/block_documents/name/{block_document_name}",
          "Read a block document by the slug of its type and its name", parameters: [.secrets],
          answers: .ok(.blockDocument)),
        .post(
          "/block_types/install_system_block_types", "Register the block types that come with the server",
          answers: .ok(.null), refusals: [.conflict]),
      ])
  }

  static var blockSchemas: OperationGroup {
    OperationGroup(
      "Block schemas",
      [
        .post(
          "/block_schemas/", "Register a schema of a block type", takes: .model(BlockSchemaCreate.self),
          answers: .created(.blockSchema), .found(.blockSchema), refusals: [.notFound, .conflict]),
        .get("/block_schemas/{id:uuid}", "Read a block schema", answers: .ok(.blockSchema)),
        .get(
          "/block_schemas/checksum/{checksum}", "Read a block schema by its checksum",
          parameters: [.optional("version", .string)], answers: .ok(.blockSchema)),
        .delete(
          "/block_schemas/{id:uuid}", "Delete a block schema", refusals: [.forbidden, .conflict]),
        .post(
          "/block_schemas/filter", "List block schemas",
          takes: .parameters(.page, .filter("block_schemas", BlockSchemaFilter.self)),
          answers: .ok(.list(.blockSchema))),
        .get("/block_capabilities/", "List what blocks are capable of", answers: .ok(.list(.string))),
      ])
  }

  static var blockDocuments: OperationGroup {
    OperationGroup(
      "Block documents",
      [
        .post(
          "/block_documents/", "Make a block document", takes: .model(BlockDocumentCreate.self),
          answers: .created(.blockDocument), refusals: [.notFound, .conflict]),
        .get(
          "/block_documents/{id:uuid}", "Read a block document", parameters: [.secrets], answers: .ok(.blockDocument)),
        .patch("/block_documents/{id:uuid}", "Change a block document", takes: .model(BlockDocumentUpdate.self)),
        .delete("/block_documents/{id:uuid}", "Delete a block document"),
        .post(
          "/block_documents/filter", "List block documents",
          takes: .parameters(
            .page, .blocks, .optional("include_secrets", .bool), .sort(BlockDocumentSort.self)),
          answers: .ok(.list(.blockDocument))),
        .post(
          "/block_documents/count", "Count block documents", takes: .parameters(.blocks), answers: .ok(.integer)),
      ])
  }
}

extension BodyParameters {
  fileprivate static var blocks: BodyParameters {
    read { body in
      _ = body.optional("block_documents", .model(BlockDocumentFilter.self))
      _ = body.optional("block_types", .model(BlockTypeFilter.self))
      _ = body.optional("block_schemas", .model(BlockSchemaFilter.self))
    }
  }
}

extension Parameter {
  /// Whether secrets are shown.
  fileprivate static var secrets: Parameter { .optional("include_secrets", .bool) }
}
