public import HTTP
public import JSON
internal import Models
public import Routing
public import Transport
public import Values

/// The block vault as other services call it: block types, schemas, documents and capabilities.
public struct BlockVaultClient: Sendable {
  /// What the service answers, relative to the API's base path.
  public static let operations: [(Method, String)] = [
    (.post, "/block_types/"),
    (.get, "/block_types/{id:uuid}"),
    (.patch, "/block_types/{id:uuid}"),
    (.delete, "/block_types/{id:uuid}"),
    (.get, "/block_types/slug/{slug}"),
    (.post, "/block_types/filter"),
    (.get, "/block_types/slug/{slug}/block_documents"),
    (.get, "/block_types/slug/{slug}/block_documents/name/{block_document_name}"),
    (.post, "/block_types/install_system_block_types"),
    (.post, "/block_documents/"),
    (.post, "/block_documents/filter"),
    (.post, "/block_documents/count"),
    (.get, "/block_documents/{id:uuid}"),
    (.delete, "/block_documents/{id:uuid}"),
    (.patch, "/block_documents/{id:uuid}"),
    (.post, "/block_schemas/"),
    (.delete, "/block_schemas/{id:uuid}"),
    (.get, "/block_schemas/{id:uuid}"),
    (.post, "/block_schemas/filter"),
    (.get, "/block_schemas/checksum/{checksum}"),
    (.get, "/block_capabilities/"),
  ]

  private let forwarded: ForwardedRoutes

  /// - Parameter token: The secret that the services share; nil for none.
  public init(_ upstream: Upstream, token: String?) {
    forwarded = ForwardedRoutes(upstream, token: token)
  }

  /// The answer to a request for a document, its secrets masked.
  ///
  /// - Parameter id: The document's id as text.
  public func document(_ id: String, basePath: String) async throws -> Response {
    try await forwarded.forward(Request(method: .get, path: "\(basePath)/block_documents/\(id)"))
  }

  /// The answer to a request for a document with its secrets, for the one use of it.
  public func secretDocument(_ id: UUID, basePath: String) async throws -> Response {
    try await forwarded.forward(
      Request(method: .get, path: "\(basePath)/block_documents/\(id)", query: "include_secrets=true"))
  }

  /// The fields of a document, its secrets masked; nil if there is no such document.
  ///
  /// - Throws: `DomainError.unavailable` for an answer that is neither.
  public func data(of id: UUID, basePath: String) async throws -> RawJSON? {
    let response = try await document(id.description, basePath: basePath)
    if response.status == .notFound { return nil }
    guard response.status == .ok, case .bytes(let bytes) = response.body,
      let data = RawJSON(validated: bytes).document()?.root["data"]
    else { throw DomainError.unavailable }
    return data.raw
  }

  /// The routes by which the gateway passes requests on.
  public var routes: [Route] {
    BlockVaultClient.operations.map { method, pattern in
      Route(method, pattern) { [forwarded] in try await forwarded.forward($0.request) }
    }
  }
}
