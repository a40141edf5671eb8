/// A block of type `webhook` (`prefect.blocks.webhook.Webhook`).
public struct WebhookBlock: Sendable {
  public static let slug = "webhook"
  static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE"]

  private let request: OutgoingRequest

  public init(_ data: BlockData) throws(BlockProblem) {
    request = OutgoingRequest(
      method: try data.choice("method", of: WebhookBlock.methods, "POST"), url: try data.required("url"),
      headers: try (data.pairs("headers") ?? []).map { OutgoingRequest.Header($0, $1) },
      verifiesCertificate: try data.flag("verify", true),
      allowsPrivateAddresses: try data.flag("allow_private_urls", true),
      // The reference gives its client a transport of its own, which makes httpx ignore the environment's proxies.
      usesProxy: false)
  }

  /// The request with a payload as its body, which has no content type but what the block's headers say.
  public func request(payload: String) -> OutgoingRequest {
    var request = request
    let sendsLength = ["POST", "PUT", "PATCH"].contains(request.method)
    request.body = payload.isEmpty && !sendsLength ? nil : Array(payload.utf8)
    return request
  }
}
