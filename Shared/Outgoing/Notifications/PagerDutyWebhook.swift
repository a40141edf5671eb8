internal import JSON
internal import Values

/// A block of type `pager-duty-webhook`: an event of PagerDuty's Events API v2.
struct PagerDutyWebhook: NotificationService {
  private let type: NotifyType
  private let integrationKey: String
  private let apiKey: String
  private let source: String
  private let component: String
  private let group: String
  private let classID: String
  private let region: String
  private let clickableURL: String?
  private let includesImage: Bool
  private let details: OrderedMembers<String>

  init(_ data: BlockData) throws(BlockProblem) {
    type = try NotifyType(data)
    integrationKey = try AppriseStyle.token(data.required("integration_key"), "integration_key")
    apiKey = try AppriseStyle.token(data.required("api_key"), "api_key")
    let given = try data.isNull("source") ? "" : data.text("source") ?? "Prefect"
    // Both go through the path of a URL, whose slashes part them.
    let path = [given.isEmpty ? "Apprise" : given, try data.text("component") ?? "Notification"]
    let parts = path.joined(separator: "/").split(separator: "/").map(String.init)
    source = parts.first ?? "Apprise"
    component = parts.count > 1 ? parts[1] : "Notification"
    group = AppriseStyle.parameter(try data.text("group") ?? "")
    classID = AppriseStyle.parameter(try data.text("class_id") ?? "")
    region = try data.choice("region_name", of: ["us", "eu"], "us")
    clickableURL = try data.text("clickable_url").map { URLText.unquote(PagerDutyWebhook.normalised($0)) }
    includesImage = try data.flag("include_image", true)
    var details = OrderedMembers<String>()
    for (key, value) in try data.pairs("custom_details") ?? [] { details[key] = value }
    self.details = details
  }

  /// A URL as pydantic keeps it: with a path.
  private static func normalised(_ url: String) -> String {
    // Two slashes are the scheme's.
    url.utf8.count { $0 == 0x2F } > 2 ? url : url + "/"
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    var details = details
    var notification = notification
    if let subject = notification.subject, !subject.isEmpty {
      // The subject is the summary, and the body a detail.
      details["Prefect Notification Body"] = notification.body.replacing(" ", with: "%20")
      notification.body = " "
    }
    let summary = try AppriseStyle.text(notification)
    var shown = OrderedMembers<String>()
    for (key, value) in details.members { shown[AppriseStyle.parameter(key)] = AppriseStyle.parameter(value) }
    let host = region == "eu" ? "events.eu.pagerduty.com" : "events.pagerduty.com"
    let request = AppriseStyle.post(
      "https://\(host)/v2/enqueue", headers: [OutgoingRequest.Header("Authorization", "Token token=\(apiKey)")]
    ) { event(&$0, summary, shown) }
    return [
      Delivery(
        request, connectionComplaint: "A Connection error occurred sending Pager Duty notification.",
        complaint: AppriseStyle.complaint("Failed to send Pager Duty notification: ", accepting: [200, 201, 202]))
    ]
  }

  private var severity: String {
    switch type {
    case .info, .success: "info"
    case .warning: "warning"
    case .failure: "critical"
    }
  }

  private func event(_ writer: inout JSONWriter, _ summary: String, _ details: OrderedMembers<String>) {
    writer.beginObject()
    writer.member("routing_key", integrationKey)
    writer.key("payload")
    writer.beginObject()
    writer.member("summary", summary)
    writer.member("severity", severity)
    writer.member("source", source)
    writer.member("component", component)
    if !group.isEmpty { writer.member("group", group) }
    if !classID.isEmpty { writer.member("class", classID) }
    if !details.isEmpty {
      writer.key("custom_details")
      writer.texts(details)
    }
    writer.endObject()
    writer.member("client", AppriseStyle.application)
    writer.member("event_action", "trigger")
    if let clickableURL {
      writer.key("links")
      writer.beginArray()
      writer.beginObject()
      writer.member("href", clickableURL)
      writer.endObject()
      writer.endArray()
    }
    if includesImage {
      writer.key("images")
      writer.beginArray()
      writer.beginObject()
      writer.member("src", type.image(128))
      writer.member("alt", type.rawValue)
      writer.endObject()
      writer.endArray()
    }
    writer.endObject()
  }
}

extension JSONWriter {
  mutating func texts(_ members: OrderedMembers<String>) {
    beginObject()
    for (key, value) in members.members {
      self.key(key)
      string(value)
    }
    endObject()
  }
}
