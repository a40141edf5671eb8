internal import JSON
internal import Values

/// A block of type `opsgenie-webhook`: a new alert, for all responders or for each.
struct OpsgenieWebhook: NotificationService {
  private struct Responder {
    let type: String
    let key: String
    let value: String
  }

  private let type: NotifyType
  private let apiKey: String
  private let responders: [Responder]
  private let region: String
  private let sendsBatches: Bool
  private let tags: [String]
  private let priority: Int
  private let alias: String
  private let entity: String
  private let details: OrderedMembers<String>

  private static let batchSize = 50
  private static let longestMessage = 130

  init(_ data: BlockData) throws(BlockProblem) {
    type = try NotifyType(data)
    apiKey = try AppriseStyle.token(data.required("apikey"), "apikey")
    let marked = [
      ("target_user", "@"), ("target_team", "#"), ("target_schedule", "*"), ("target_escalation", "^"),
    ]
    var targets: [String] = []
    for (field, mark) in marked { targets += (try data.texts(field) ?? []).map { mark + $0 } }
    responders = OpsgenieWebhook.responders(targets)
    region = try data.choice("region_name", of: ["us", "eu"], "us")
    sendsBatches = try data.flag("batch", false)
    tags = AppriseStyle.list(try data.texts("tags") ?? [])
    let given = try data.integer("priority") ?? 3
    // Apprise looks at the first digit only.
    let digit = String(given).first.flatMap { Int(String($0)) } ?? 3
    priority = (1...5).contains(digit) ? digit : 3
    alias = AppriseStyle.parameter(try data.text("alias") ?? "")
    entity = AppriseStyle.parameter(try data.text("entity") ?? "")
    var details = OrderedMembers<String>()
    for (key, value) in try data.pairs("details") ?? [] {
      details[AppriseStyle.parameter(key)] = AppriseStyle.parameter(value)
    }
    self.details = details
  }

  private static func responders(_ targets: [String]) -> [Responder] {
    let once = AppriseStyle.list(targets).filter { $0.unicodeScalars.count >= 2 }
    return AppriseStyle.list(once.flatMap { $0.split(separator: "/").map(String.init) })
      .filter { $0.unicodeScalars.count >= 2 }
      .map { target in
        let name = String(target.dropFirst())
        let isID = UUID(name) != nil
        switch target.first {
        case "#": return Responder(type: "team", key: isID ? "id" : "name", value: name)
        case "*": return Responder(type: "schedule", key: isID ? "id" : "name", value: name)
        case "^": return Responder(type: "escalation", key: isID ? "id" : "name", value: name)
        case "@": return Responder(type: "user", key: isID ? "id" : "username", value: name)
        default: return Responder(type: "user", key: UUID(target) == nil ? "username" : "id", value: target)
        }
      }
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let (title, body) = try AppriseStyle.message(notification)
    let size = sendsBatches ? OpsgenieWebhook.batchSize : 1
    let batches = stride(from: 0, to: max(1, responders.count), by: size).map { start in
      responders.isEmpty ? [] : Array(responders[start..<min(start + size, responders.count)])
    }
    let host = region == "eu" ? "api.eu.opsgenie.com" : "api.opsgenie.com"
    return batches.map { batch in
      let request = AppriseStyle.post(
        "https://\(host)/v2/alerts", headers: [OutgoingRequest.Header("Authorization", "GenieKey \(apiKey)")]
      ) { alert(&$0, title, body, batch) }
      return Delivery(request, connectionComplaint: "A Connection error occurred sending Opsgenie notification.") {
        response in
        guard response.status == 200 || response.status == 202 else {
          return "[WARNING]: Failed to send Opsgenie notification:" + AppriseStyle.statusText(response.status)
        }
        let answer = RawJSON(validated: response.body).document()?.root
        return (answer?["requestId"]?.text ?? "").isEmpty
          ? "[WARNING]: Failed to send Opsgenie notification: the response has no requestId." : nil
      }
    }
  }

  private func alert(_ writer: inout JSONWriter, _ title: String, _ body: String, _ batch: [Responder]) {
    let message = (title.isEmpty ? body : title).unicodeScalars
    let isLong = message.count > OpsgenieWebhook.longestMessage
    let short = String(String.UnicodeScalarView(message.prefix(OpsgenieWebhook.longestMessage - 3)))
    writer.beginObject()
    writer.member("source", AppriseStyle.application)
    writer.member("message", isLong ? "\(short)..." : String(message))
    writer.member("description", body)
    var details = details
    if details["type"] == nil { details["type"] = type.rawValue }
    writer.key("details")
    writer.texts(details)
    writer.member("priority", "P\(priority)")
    if !tags.isEmpty {
      writer.key("tags")
      writer.strings(tags)
    }
    if !entity.isEmpty { writer.member("entity", entity) }
    if !alias.isEmpty { writer.member("alias", alias) }
    if !batch.isEmpty {
      writer.key("responders")
      writer.beginArray()
      for responder in batch {
        writer.beginObject()
        writer.member("type", responder.type)
        writer.key(responder.key)
        writer.string(responder.value)
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
  }
}
