internal import HTTP
internal import Routing

/// The description of the API, for tools and for people (contract §2.2).
struct DescriptionRoutes: Sendable {
  let contents: DescriptionContents

  /// The paths lie at the root of the server and at the API's base path: only those behind the latter ask who it is.
  func routes(basePath: String) -> [Route] {
    let prefixes = basePath.isEmpty ? [""] : ["", basePath]
    return prefixes.flatMap { prefix in
      routes("/openapi.json", prefix) { .description(basePath: $0.publicPath(basePath)) }
        + routes("/docs", prefix) { _ in .page } + routes("/redoc", prefix) { _ in .page }
    }
  }

  private func routes(
    _ path: String, _ prefix: String, _ document: @escaping @Sendable (Request) -> DescriptionContents.Document
  ) -> [Route] {
    [Method.get, .head].map { method in
      Route(method, prefix + path) { [contents] context in
        let content = await contents.content(of: document(context.request))
        var response = content.response(to: context.request)
        // Below the base path the middleware says this of answers that have a body.
        if method == .head, !prefix.isEmpty { response.headers.add("vary", "Accept-Encoding") }
        return response
      }
    }
  }
}
