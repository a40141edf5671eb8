internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/block_types` (contract §2.1).
struct BlockTypeRoutes: Sendable {
  let types: BlockTypeRepository
  let vault: DocumentVault
  let registrar: BlockRegistrar
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/block_types/", create),
      .get("/block_types/{id:uuid}") { .json(try await types.read(id: $0.uuid("id"))) },
      .patch("/block_types/{id:uuid}", update),
      .delete("/block_types/{id:uuid}") {
        try await types.delete(id: $0.uuid("id"))
        return .noContent()
      },
      .get("/block_types/slug/{slug}") { .json(try await types.read(slug: $0.text("slug"))) },
      .post("/block_types/filter", list),
      .get("/block_types/slug/{slug}/block_documents", documents),
      .get("/block_types/slug/{slug}/block_documents/name/{block_document_name}", document),
      .post("/block_types/install_system_block_types") { _ in
        try await registrar.registerProtectedTypes()
        return .null()
      },
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let new: BlockTypeCreate = try requests.model(context)
    guard !new.isReserved else {
      throw DomainError.forbidden("Block type names beginning with 'Prefect' are reserved.")
    }
    return .json(try await types.create(new.sanitised), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await types.update(id: context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filters, page) = try requests.list(context) { body in
      (
        body.optional("block_types", .model(BlockTypeFilter.self)),
        body.optional("block_schemas", .model(BlockSchemaFilter.self))
      )
    }
    return .json(list: try await types.list(filters.0, schemas: filters.1, page: page))
  }

  /// All of a type's named documents.
  private func documents(_ context: RouteContext) async throws -> Response {
    let showsSecrets = try context.showsSecrets()
    let type = try await types.read(slug: context.text("slug"))
    let documents = try await vault.list(
      BlockDocumentFilters(types: BlockTypeFilter(slug: TextFilter(any: [type.slug]))), sort: .nameAscending,
      page: Page(limit: .max), showingSecrets: showsSecrets)
    return .json(list: documents)
  }

  private func document(_ context: RouteContext) async throws -> Response {
    .json(
      try await vault.read(
        .name(typeSlug: context.text("slug"), name: context.text("block_document_name")),
        showingSecrets: context.showsSecrets()))
  }
}
