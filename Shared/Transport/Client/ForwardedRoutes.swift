public import HTTP

/// The part of the public API that another service answers: requests go there as they are, and so do the answers back.
public struct ForwardedRoutes: Sendable {
  /// Carries the secret that the services share, when there is one.
  public static let tokenHeader = "x-apus-internal-token"

  private let upstream: Upstream
  private let token: String?
  private let deadline: Duration

  /// - Parameters:
  ///   - token: What the services show each other; nil for nothing.
  ///   - deadline: How long the service may take for one request.
  public init(_ upstream: Upstream, token: String?, deadline: Duration = .seconds(30)) {
    self.upstream = upstream
    self.token = token
    self.deadline = deadline
  }

  /// - Throws: `UpstreamError`. A 401 is about the token, never about the client's credentials, so it is not passed on.
  public func forward(_ request: Request) async throws -> Response {
    var request = request
    request.headers.remove(ForwardedRoutes.tokenHeader)
    if let token { request.headers.add(ForwardedRoutes.tokenHeader, token) }
    // The gateway compresses for the client by itself.
    request.headers.remove("accept-encoding")
    let response = try await upstream.send(request, deadline: deadline, repeatable: request.method.isIdempotent)
    guard response.status != .unauthorized else { throw UpstreamError.tokenRefused }
    return response
  }
}
