internal import JSON
internal import Values

/// A block of type `custom-webhook`: any request, with the subject, the body and the block's secrets in it.
struct CustomWebhook: NotificationService {
  private let data: BlockData
  private let method: String
  private let name: String
  private let values: PlaceholderValues
  private let timeout: Duration
  private let allowsPrivateAddresses: Bool

  private static let templates = ["url", "params", "form_data", "json_data", "headers", "cookies"]

  init(_ data: BlockData) throws(BlockProblem) {
    self.data = data
    method = try data.choice("method", of: WebhookBlock.methods, "POST")
    name = try data.required("name")
    _ = try data.required("url")
    let seconds = try data.number("timeout") ?? 10
    timeout = .seconds(min(max(seconds, 0.001), 86_400))
    allowsPrivateAddresses = try data.flag("allow_private_urls", true)
    values = PlaceholderValues((data["secrets"]?.members).map { $0.map { ($0.key, $0.value) } } ?? [])
    if data["form_data"] != nil, data["json_data"] != nil {
      throw .invalid("both `Form Data` and `JSON Data` provided")
    }
    let known = values.names.union(["subject", "body", "name"])
    for field in CustomWebhook.templates {
      let unknown = data[field].map(PlaceholderValues.names)?.first { !known.contains($0) }
      if let unknown { throw .invalid("\(field) uses {{\(unknown)}}, which is no secret of the block") }
    }
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    var values = values
    values.set("subject", notification.subject ?? "null")
    values.set("body", notification.body)
    values.set("name", name)
    var request = OutgoingRequest(
      method: method, url: try url(values), headers: try headers(values),
      allowsPrivateAddresses: allowsPrivateAddresses)
    try addBody(to: &request, values)
    return [
      Delivery(request, timeout: timeout) { response in
        (200..<300).contains(response.status)
          ? nil : "[WARNING]: The custom webhook answered with the status \(response.status)."
      }
    ]
  }

  /// Parameters take the place of the URL's own query.
  private func url(_ values: PlaceholderValues) throws(BlockProblem) -> String {
    let url = PlaceholderText(try data.required("url")).text(values)
    guard let parameters = try filledPairs("params", values) else { return url }
    let base = url.prefix { $0 != "?" && $0 != "#" }
    return parameters.isEmpty ? String(base) : "\(base)?\(URLText.form(parameters))"
  }

  private func headers(_ values: PlaceholderValues) throws(BlockProblem) -> [OutgoingRequest.Header] {
    var headers = try (filledPairs("headers", values) ?? []).map { OutgoingRequest.Header($0.0, $0.1) }
    if !headers.contains(where: { $0.name.lowercased() == "user-agent" }) {
      headers.append(OutgoingRequest.Header("User-Agent", AppriseStyle.application))
    }
    if let cookies = try filledPairs("cookies", values), !cookies.isEmpty {
      headers.append(
        OutgoingRequest.Header("Cookie", cookies.map { "\($0.0)=\($0.1)" }.joined(separator: "; ")))
    }
    return headers
  }

  private func addBody(to request: inout OutgoingRequest, _ values: PlaceholderValues) throws(BlockProblem) {
    // As httpx, a request of these methods says that its body is empty.
    if ["POST", "PUT", "PATCH"].contains(method) { request.body = [] }
    var type: String?
    if let json = data["json_data"] {
      request.body = RawJSON(writing: { values.fill(json, into: &$0) }).bytes
      type = "application/json"
    } else if let text = data["form_data"]?.text {
      let filled = PlaceholderText(text).text(values)
      if !filled.isEmpty { request.body = Array(filled.utf8) }
    } else if let pairs = try filledPairs("form_data", values), !pairs.isEmpty {
      request.body = Array(URLText.form(pairs).utf8)
      type = "application/x-www-form-urlencoded"
    }
    if let type, !request.has("Content-Type") { request.headers.append(OutgoingRequest.Header("Content-Type", type)) }
  }

  private func filledPairs(
    _ field: String, _ values: PlaceholderValues
  ) throws(BlockProblem) -> [(String, String)]? {
    try data.pairs(field)?.map { ($0.0, PlaceholderText($0.1).text(values)) }
  }
}
