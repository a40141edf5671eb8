internal import JSON
internal import Outgoing

/// What a webhook answered, as the event of the action tells it.
struct WebhookResult: Sendable, Hashable {
  let status: Int
  /// At most about 1000 characters: its two ends.
  let body: String
  /// Names in lower case, without sensitive ones; the values of a repeated name are joined.
  let headers: OrderedMembers<String>

  private static let characters = 1000
  private static let withheld: Set<String> = ["authorization", "traceparent", "via"]
  private static let withheldPrefixes = ["x-forwarded", "x-b3", "x-cloud-trace", "x-envoy", "x-prefect"]

  init(_ response: OutgoingResponse) {
    status = response.status
    var headers = OrderedMembers<String>()
    for header in response.headers {
      let name = header.name.lowercased()
      guard !WebhookResult.isWithheld(name) else { continue }
      headers[name] = headers[name].map { "\($0), \(header.value)" } ?? header.value
    }
    self.headers = headers
    body = WebhookResult.shortened(
      WebhookResult.text(response.body, contentType: headers["content-type"] ?? ""))
  }

  private static func isWithheld(_ name: String) -> Bool {
    // A cookie is a credential; the reference shows it.
    withheld.contains(name) || name == "set-cookie" || withheldPrefixes.contains { name.hasPrefix($0) }
  }

  private static func text(_ bytes: [UInt8], contentType: String) -> String {
    let type = contentType.lowercased()
    guard type.contains("charset=iso-8859-1") || type.contains("charset=latin-1") else {
      return String(decoding: bytes, as: UTF8.self)
    }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// Prefect's `truncated_to`: characters are code points.
  static func shortened(_ text: String) -> String {
    let points = text.unicodeScalars
    let count = points.count
    guard count > characters else { return text }
    let half = characters / 2
    var result = String.UnicodeScalarView(points.prefix(half))
    result.append(contentsOf: "...\(count - 2 * half) additional characters...".unicodeScalars)
    result.append(contentsOf: points.suffix(half))
    return result.count < count ? String(result) : text
  }
}
