internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/artifacts` (contract §2.1).
struct ArtifactRoutes: Sendable {
  let artifacts: ArtifactRepository
  let requests: RequestReading

  var routes: [Route] {
    [
      .post("/artifacts/", create),
      .get("/artifacts/{id:uuid}", { .json(try await artifacts.read($0.uuid("id"))) }),
      .patch("/artifacts/{id:uuid}", update),
      .delete("/artifacts/{id:uuid}", delete),
      .get("/artifacts/{key}/latest", { .json(try await artifacts.readCollection($0.text("key")).asArtifact) }),
      .post("/artifacts/filter", list),
      .post("/artifacts/count", count),
      .post("/artifacts/latest/filter", listCollections),
      .post("/artifacts/latest/count", countCollections),
    ]
  }

  private func create(_ context: RouteContext) async throws -> Response {
    .json(try await artifacts.create(requests.model(context)), status: .created)
  }

  private func update(_ context: RouteContext) async throws -> Response {
    try await artifacts.update(context.uuid("id"), requests.model(context))
    return .noContent()
  }

  private func delete(_ context: RouteContext) async throws -> Response {
    try await artifacts.delete(context.uuid("id"))
    return .noContent()
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let ((sort, filter, runs), page) = try requests.list(context) { $0.artifactList(.artifacts) }
    return .json(list: try await artifacts.list(filter, of: runs, sort: sort, page: page))
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let (filter, runs) = try requests.embedded(context) { $0.artifactFilters(.artifacts) }
    return .json(count: try await artifacts.count(filter, of: runs))
  }

  private func listCollections(_ context: RouteContext) async throws -> Response {
    let ((sort, filter, runs), page) = try requests.list(context) { $0.artifactList(.artifactCollections) }
    return .json(list: try await artifacts.listCollections(filter, of: runs, sort: sort, page: page))
  }

  private func countCollections(_ context: RouteContext) async throws -> Response {
    let (filter, runs) = try requests.embedded(context) { $0.artifactFilters(.artifactCollections) }
    return .json(count: try await artifacts.countCollections(filter, of: runs))
  }
}

extension ObjectReader {
  /// The filter of artifacts and those of the runs that they belong to.
  fileprivate mutating func artifactFilters(_ reading: Reading<ArtifactFilter>) -> (ArtifactFilter?, EntityFilters) {
    let artifacts = optional("artifacts", reading)
    var runs = EntityFilters()
    runs.flowRuns = optional("flow_runs", .model())
    runs.taskRuns = optional("task_runs", .model())
    runs.flows = optional("flows", .model())
    runs.deployments = optional("deployments", .model())
    return (artifacts, runs)
  }

  fileprivate mutating func artifactList(
    _ reading: Reading<ArtifactFilter>
  ) -> (ArtifactSort, ArtifactFilter?, EntityFilters) {
    let sort = value("sort", .enumeration(), default: ArtifactSort.idDescending)
    let (filter, runs) = artifactFilters(reading)
    return (sort, filter, runs)
  }
}
