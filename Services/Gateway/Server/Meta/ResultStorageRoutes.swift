internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/admin/storage`: where results go of runs that name no storage (contract §2.1).
struct ResultStorageRoutes: Sendable {
  let storage: DefaultResultStorageRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .get("/admin/storage") { _ in .json(try await storage.read()) },
      .put("/admin/storage", write),
      .delete("/admin/storage") { _ in
        try await storage.clear()
        return .noContent()
      },
    ]
  }

  private func write(_ context: RouteContext) async throws -> Response {
    let id = try requests.model(context) { $0.required("default_result_storage_block_id", .uuid) }
    try await storage.write(id)
    return .json(DefaultResultStorage(blockDocumentID: id))
  }
}
