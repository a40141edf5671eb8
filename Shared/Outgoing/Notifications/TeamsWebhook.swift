internal import JSON
internal import Values

/// A block of type `ms-teams-webhook`: a Power Automate workflow that posts an adaptive card.
struct TeamsWebhook: NotificationService {
  private let url: String
  private let type: NotifyType
  private let includesImage: Bool
  private let wraps: Bool
  private let allowsPrivateAddresses: Bool

  init(_ data: BlockData) throws(BlockProblem) {
    guard let url = TeamsWebhook.target(try data.required("url")) else {
      throw .invalid("Invalid Microsoft Teams Workflow URL provided.")
    }
    self.url = url
    type = try NotifyType(data)
    includesImage = try data.flag("include_image", true)
    wraps = try data.flag("wrap", true)
    allowsPrivateAddresses = try data.flag("allow_private_urls", true)
  }

  /// `https://HOST[:PORT][/powerautomate/automations/direct[/cu/N]]/workflows/ID/triggers/manual/paths/invoke?…`; of the
  /// query only the signature and the version count.
  private static func target(_ text: String) -> String? {
    guard let scheme = ["https://", "http://"].first(where: { text.lowercased().hasPrefix($0) }),
      let mark = text.firstIndex(of: "?")
    else { return nil }
    var parts = text[..<mark].dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)[...]
    guard let authority = parts.popFirst(), isAuthority(authority) else { return nil }
    if parts.last == "" { parts.removeLast() }
    let words = parts.map { $0.lowercased() }
    guard let place = words.firstIndex(of: "workflows"), words.count == place + 6,
      Array(words[(place + 2)...]) == ["triggers", "manual", "paths", "invoke"],
      let base = base(Array(words[..<place]))
    else { return nil }
    let workflow = parts[parts.startIndex + place + 1]
    let query = items(text[mark...].dropFirst())
    let isDirect = !base.isEmpty
    let version = query["api-version"] ?? query["ver"] ?? (isDirect ? "2022-03-01-preview" : "2016-06-01")
    guard ASCII.consists(workflow, of: isTokenByte), let signature = query["signature"] ?? query["sig"],
      ASCII.consists(signature, of: isTokenByte)
    else { return nil }
    let parameters = [
      ("api-version", version), ("sp", "/triggers/manual/run"), ("sv", "1.0"), ("sig", signature),
    ]
    return "https://\(authority)\(base)/workflows/\(workflow)/triggers/manual/paths/invoke?"
      + URLText.form(parameters)
  }

  private static func base(_ words: [String]) -> String? {
    let direct = ["powerautomate", "automations", "direct"]
    if words.isEmpty { return "" }
    if words == direct { return "/" + direct.joined(separator: "/") }
    guard words.count == 5, Array(words[..<3]) == direct, words[3] == "cu",
      ASCII.consists(words[4], of: ASCII.isDigit)
    else { return nil }
    return "/" + words.joined(separator: "/")
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool { ASCII.isLetterOrDigit(byte) || byte == 0x2D || byte == 0x5F }

  private static func isAuthority(_ text: Substring) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard let host = parts.first, ASCII.consists(host, of: { isTokenByte($0) || $0 == 0x2E }) else { return false }
    return parts.count == 1 || (parts.count == 2 && (UInt16(parts[1]) ?? 0) > 0)
  }

  private static func items(_ query: Substring) -> [String: String] {
    let items = query.split { $0 == "&" || $0 == ";" }.map { item in
      let parts = item.split(separator: "=", maxSplits: 1).map { PythonStrip.both(URLText.unquote(String($0))) }
      return (parts.first?.lowercased() ?? "", parts.count == 2 ? parts[1] : "")
    }
    return Dictionary(items.filter { !$0.1.isEmpty }, uniquingKeysWith: { $1 })
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let (title, body) = try AppriseStyle.message(notification)
    var request = AppriseStyle.post(url) { card(&$0, title, body) }
    request.allowsPrivateAddresses = allowsPrivateAddresses
    return [
      Delivery(
        request, connectionComplaint: "A Connection error occurred sending Workflows notification.",
        complaint: AppriseStyle.complaint("Failed to send Workflows notification: ", accepting: [200, 202]))
    ]
  }

  private func card(_ writer: inout JSONWriter, _ title: String, _ body: String) {
    writer.beginObject()
    writer.member("type", "message")
    writer.key("attachments")
    writer.beginArray()
    writer.beginObject()
    writer.member("contentType", "application/vnd.microsoft.card.adaptive")
    writer.key("contentUrl")
    writer.null()
    writer.key("content")
    writer.beginObject()
    writer.member("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
    writer.member("type", "AdaptiveCard")
    writer.member("version", "1.4")
    writer.key("body")
    writer.beginArray()
    elements(&writer, title, body)
    writer.endArray()
    writer.key("msteams")
    mentions(&writer, body)
    writer.endObject()
    writer.endObject()
    writer.endArray()
    writer.endObject()
  }

  private func elements(_ writer: inout JSONWriter, _ title: String, _ body: String) {
    if includesImage {
      writer.beginObject()
      writer.member("type", "Image")
      writer.member("url", type.image(32))
      writer.member("height", "32px")
      writer.member("altText", type.rawValue)
      writer.endObject()
    }
    if !title.isEmpty {
      writer.beginObject()
      writer.member("type", "TextBlock")
      writer.member("text", title)
      writer.member("style", "heading")
      writer.member("weight", "Bolder")
      writer.member("size", "Large")
      writer.member("id", "title")
      writer.endObject()
    }
    writer.beginObject()
    writer.member("type", "TextBlock")
    writer.member("text", body)
    writer.member("style", "default")
    writer.key("wrap")
    writer.bool(wraps)
    writer.member("id", "body")
    writer.endObject()
  }

  /// Every `<at>name</at>` of the text needs an entity, the first of each name.
  private func mentions(_ writer: inout JSONWriter, _ body: String) {
    writer.beginObject()
    writer.member("width", "full")
    let mentions = TeamsMention.all(in: body)
    if !mentions.isEmpty {
      writer.key("entities")
      writer.beginArray()
      for mention in mentions {
        writer.beginObject()
        writer.member("type", "mention")
        writer.member("text", mention.text)
        writer.key("mentioned")
        writer.beginObject()
        writer.member("id", mention.name)
        writer.member("name", mention.name)
        writer.endObject()
        writer.endObject()
      }
      writer.endArray()
    }
    writer.endObject()
  }
}

/// A mention in a text for Teams.
struct TeamsMention: Equatable {
  let text: String
  let name: String

  static func all(in text: String) -> [TeamsMention] {
    let scalars = Array(text.unicodeScalars)
    let (opening, closing) = (Array("<at>".unicodeScalars), Array("</at>".unicodeScalars))
    var found: [TeamsMention] = []
    var index = 0
    while index < scalars.count {
      guard matches(scalars, index, opening) else {
        index += 1
        continue
      }
      let start = index + opening.count
      let end = scalars[start...].firstIndex(of: "<") ?? scalars.count
      guard end > start, matches(scalars, end, closing) else {
        index += 1
        continue
      }
      let name = PythonStrip.both(String(String.UnicodeScalarView(scalars[start..<end])))
      let whole = String(String.UnicodeScalarView(scalars[index..<end + closing.count]))
      index = end + closing.count
      if !name.isEmpty, !found.contains(where: { $0.name == name }) {
        found.append(TeamsMention(text: whole, name: name))
      }
    }
    return found
  }

  private static func matches(_ scalars: [Unicode.Scalar], _ index: Int, _ pattern: [Unicode.Scalar]) -> Bool {
    index + pattern.count <= scalars.count
      && zip(scalars[index...], pattern).allSatisfy { $0.properties.lowercaseMapping == String($1) }
  }
}

extension JSONWriter {
  /// A member whose value is a text.
  mutating func member(_ key: StaticString, _ value: String) {
    self.key(key)
    string(value)
  }
}
