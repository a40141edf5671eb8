internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/block_documents` (contract §2.1).
struct BlockDocumentRoutes: Sendable {
  let vault: DocumentVault
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/block_documents/", create),
      .post("/block_documents/filter", list),
      .post("/block_documents/count", count),
      .get("/block_documents/{id:uuid}") {
        .json(try await vault.read(.id($0.uuid("id")), showingSecrets: $0.showsSecrets()))
      },
      .delete("/block_documents/{id:uuid}") {
        try await vault.delete($0.uuid("id"))
        return .noContent()
      },
      .patch("/block_documents/{id:uuid}", update),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    let _: BlockDocumentCreate.Naming = try requests.model(context)
    return .json(try await vault.create(requests.model(context)), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await vault.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (parameters, page) = try requests.list(context) { body in
      (
        filters: BlockDocumentFilters(reader: &body),
        showsSecrets: body.value("include_secrets", .bool, default: false),
        sort: body.value("sort", .enumeration(), default: BlockDocumentSort.nameAscending)
      )
    }
    return .json(
      list: try await vault.list(
        parameters.filters, sort: parameters.sort, page: page, showingSecrets: parameters.showsSecrets))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let filters = try requests.embedded(context) { BlockDocumentFilters(reader: &$0) }
    return .json(count: try await vault.documents.count(filters))
  }
}

extension BlockDocumentFilters {
  fileprivate init(reader: inout ObjectReader) {
    self.init(
      documents: reader.optional("block_documents", .model(BlockDocumentFilter.self)),
      types: reader.optional("block_types", .model(BlockTypeFilter.self)),
      schemas: reader.optional("block_schemas", .model(BlockSchemaFilter.self)))
  }
}
