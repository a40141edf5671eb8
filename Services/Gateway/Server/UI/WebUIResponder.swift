internal import HTTP
internal import Routing

/// Asks the routes first, and the web interfaces for what no route knows. The API's own refusals stay as they are.
struct WebUIResponder: Responder {
  private let next: any Responder
  private let ui: WebUI
  private let apiPrefix: String

  /// - Parameter basePath: The API's.
  init(_ next: any Responder, ui: WebUI, basePath: String) {
    self.next = next
    self.ui = ui
    apiPrefix = basePath + "/"
  }

  func respond(to request: Request) async -> Response {
    let answer = await next.respond(to: request)
    guard answer.status == .notFound else { return answer }
    // The routes see the path decoded, so what is the API's is told by the same form.
    let path = request.decodedPath
    guard !path.hasPrefix(apiPrefix) else { return answer }
    return await ui.response(to: request, path: path) ?? answer
  }
}
