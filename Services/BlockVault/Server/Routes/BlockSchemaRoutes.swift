internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store

/// `/block_schemas` and `/block_capabilities` (contract §2.1).
struct BlockSchemaRoutes: Sendable {
  let schemas: BlockSchemaRepository
  let register: SchemaRegister
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/block_schemas/", create),
      .get("/block_schemas/{id:uuid}") { .json(try await schemas.read(id: $0.uuid("id"))) },
      .delete("/block_schemas/{id:uuid}") {
        try await schemas.delete(id: $0.uuid("id"))
        return .noContent()
      },
      .post("/block_schemas/filter", list),
      .get("/block_schemas/checksum/{checksum}") {
        .json(try await schemas.read(checksum: $0.text("checksum"), version: $0.query("version")))
      },
      .get("/block_capabilities/") { _ in
        let capabilities = try await schemas.capabilities()
        return .json(writing: { $0.strings(capabilities) })
      },
    ]
  }

  /// 201 for a new one, shown with the definitions as they were sent; 200 for one that was there.
  private func create(_ context: RouteContext) async throws -> Response {
    let new: BlockSchemaCreate = try requests.model(context)
    let (id, isNew) = try await register.register(new)
    var schema = try await schemas.read(id: id)
    guard isNew else { return .json(schema) }
    schema.fields = schema.fields.showing(new.fields)
    return .json(schema, status: .created)
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let (filter, page) = try requests.list(context) { $0.optional("block_schemas", .model(BlockSchemaFilter.self)) }
    return .json(list: try await schemas.list(filter, page: page))
  }
}
