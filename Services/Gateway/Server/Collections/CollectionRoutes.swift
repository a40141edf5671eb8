internal import HTTP
internal import Hosting
internal import Models
internal import Routing

/// `/collections/views/{view}`: what there is to make work pools and blocks of (contract §7.14). The view of worker types
/// comes with the gateway; the others are known by name only, as nothing is fetched from elsewhere.
struct CollectionRoutes: Sendable {
  private static let workers = "aggregate-worker-metadata"
  private static let others: Set<String> = ["aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows"]

  var routes: [Route] {
    [.get("/collections/views/{view}", read)]
  }

  private func read(_ context: RouteContext) throws -> Response {
    let view = context.text("view")
    if view == CollectionRoutes.workers { return .json(PackageResources.WorkerCatalogue_json) }
    throw DomainError.notFound(
      CollectionRoutes.others.contains(view)
        ? "Requested content missing for view \(view)" : "View \(view) not found in registry")
  }
}
