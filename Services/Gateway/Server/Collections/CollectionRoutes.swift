internal import HTTP
internal import Hosting
internal import Models
internal import Observability
internal import Routing

/// `/collections/views/{view}`: what there is to make work pools and blocks of (contract §7.14). The view of worker types
/// is installed out of Prefect's package; the others are known by name only, as nothing is fetched from elsewhere.
struct CollectionRoutes: Sendable {
  private static let workers = "aggregate-worker-metadata"
  private static let views: Set<String> = [
    workers, "aggregate-block-metadata", "aggregate-flow-metadata", "demo-flows",
  ]

  /// The view of worker types, a JSON text; nil where it is not installed.
  private let workerTypes: [UInt8]?

  /// Reads what is installed.
  ///
  /// - Parameter directory: Where the UI's files are; nil where they are not installed.
  init(directory: String?, logger: Logger) {
    guard let directory else {
      workerTypes = nil
      return
    }
    let file = InstalledFile("collections_data/views/\(CollectionRoutes.workers).json", in: directory)
    do {
      workerTypes = try file.read()
      if workerTypes == nil { logger.warning("worker types are not served: \(file.path) is missing") }
    } catch {
      workerTypes = nil
      logger.warning("worker types are not served: \(error)")
    }
  }

  var routes: [Route] {
    [.get("/collections/views/{view}", read)]
  }

  private func read(_ context: RouteContext) throws -> Response {
    let view = context.text("view")
    if view == CollectionRoutes.workers, let workerTypes { return .json(workerTypes) }
    throw DomainError.notFound(
      CollectionRoutes.views.contains(view)
        ? "Requested content missing for view \(view)" : "View \(view) not found in registry")
  }
}
