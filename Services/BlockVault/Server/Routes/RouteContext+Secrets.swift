internal import Hosting
internal import Models
internal import Routing

extension RouteContext {
  /// The query parameter `include_secrets`.
  func showsSecrets() throws -> Bool {
    try query { $0.value("include_secrets", .bool, default: false) }
  }
}
