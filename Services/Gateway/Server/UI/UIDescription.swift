internal import HTTP
internal import Hosting
internal import JSON

/// What both interfaces ask for first: where the API is, and which interfaces there are.
struct UIDescription: Sendable {
  /// The address of the API that a browser is told; nil for the one the page came from.
  let apiURL: String?
  let apiBasePath: String
  /// Where the gateway listens, for a client that does not say whom it talks to.
  let address: String
  let csrfEnabled: Bool
  let authenticated: Bool
  let defaultVersion: UIVersion
  let available: [UIVersion]
  let paths: UIBasePaths

  /// The address of the API that the client of a request is told.
  func apiAddress(for request: Request) -> String {
    if let apiURL { return apiURL }
    var request = request
    if request.authority.isEmpty { request.authority = address }
    return request.publicURL(apiBasePath)
  }

  func response(to request: Request) -> Response {
    var response = Response.json(writing: { writer in
      writer.beginObject()
      writer.key("api_url")
      writer.string(apiAddress(for: request))
      writer.key("csrf_enabled")
      writer.bool(csrfEnabled)
      writer.key("auth")
      writer.string(authenticated ? "BASIC" : nil)
      writer.key("flags")
      writer.strings([])
      writer.key("default_ui")
      writer.string(defaultVersion.rawValue)
      writer.key("available_uis")
      writer.strings(available.map(\.rawValue))
      writer.key("v1_base_url")
      writer.string(available.contains(.v1) ? paths.publicBase(of: .v1, to: request) : nil)
      writer.key("v2_base_url")
      writer.string(available.contains(.v2) ? paths.publicBase(of: .v2, to: request) : nil)
      writer.endObject()
    })
    // It tells of the address that was asked, which a cache between may not mix up.
    response.headers.add("cache-control", "no-store")
    return response
  }
}
