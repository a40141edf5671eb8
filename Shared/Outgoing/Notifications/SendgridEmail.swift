internal import JSON
internal import Values

/// A block of type `sendgrid-email`: one mail for each recipient.
struct SendgridEmail: NotificationService {
  private let apiKey: String
  private let sender: String
  private let recipients: [String]

  init(_ data: BlockData) throws(BlockProblem) {
    apiKey = PythonStrip.both(try data.required("api_key"))
    guard ASCII.consists(apiKey, of: { ASCII.isLetterOrDigit($0) || "._-".utf8.contains($0) }) else {
      throw .invalid("api_key: An invalid SendGrid API Key was specified")
    }
    guard let sender = SendgridEmail.address(try data.required("sender_email")) else {
      throw .invalid("sender_email: Invalid ~From~ email specified")
    }
    self.sender = sender
    let recipients = AppriseStyle.list(try data.texts("to_emails") ?? []).compactMap(SendgridEmail.address)
    // Without a recipient that is one, the sender gets the mail.
    self.recipients = recipients.isEmpty ? [sender] : recipients
  }

  /// The address in a text such as `Name <user@example.com>`.
  private static func address(_ text: String) -> String? {
    let ends = "<>'\" \t\r\n:"
    let address = text.split { ends.contains($0) }.last { $0.contains("@") }
    guard let address else { return nil }
    let parts = address.split(separator: "@", omittingEmptySubsequences: false)
    let userMarks = "_!#$%&'*/=?`{|}~^.+-"
    guard parts.count == 2, ASCII.consists(parts[0], of: { ASCII.isLetterOrDigit($0) || userMarks.utf8.contains($0) }),
      !parts[0].hasPrefix("."), !parts[0].hasSuffix("."), !parts[0].contains(".."),
      ASCII.consists(parts[1], of: { ASCII.isLetterOrDigit($0) || "-_.".utf8.contains($0) }),
      parts[1].contains(".") || parts[1].utf8.count >= 6
    else { return nil }
    return String(address)
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let (title, body) = try AppriseStyle.message(notification)
    return recipients.map { recipient in
      let request = AppriseStyle.post(
        "https://api.sendgrid.com/v3/mail/send",
        headers: [OutgoingRequest.Header("Authorization", "Bearer \(apiKey)")]
      ) { mail(&$0, title, body, recipient) }
      return Delivery(
        request, connectionComplaint: "A Connection error occurred sending SendGrid notification to \(recipient).",
        complaint: AppriseStyle.complaint(
          "Failed to send SendGrid notification to \(recipient): ", accepting: [200, 202], SendgridEmail.statusTexts))
    }
  }

  private static let statusTexts = [
    401: "Unauthorized - You do not have authorization to make the request.",
    413: "Payload To Large - The JSON payload you have included in your request is too large.",
    429: "Too Many Requests - The number of requests you have made exceeds SendGrid's rate limitations.",
  ]

  private func mail(_ writer: inout JSONWriter, _ title: String, _ body: String, _ recipient: String) {
    writer.beginObject()
    writer.key("personalizations")
    writer.beginArray()
    writer.beginObject()
    writer.key("to")
    writer.beginArray()
    writer.beginObject()
    writer.member("email", recipient)
    writer.endObject()
    writer.endArray()
    writer.endObject()
    writer.endArray()
    writer.key("from")
    writer.beginObject()
    writer.member("email", sender)
    writer.endObject()
    writer.member("subject", title.isEmpty ? "<no subject>" : title)
    writer.key("content")
    writer.beginArray()
    writer.beginObject()
    writer.member("type", "text/html")
    writer.member("value", body)
    writer.endObject()
    writer.endArray()
    writer.endObject()
  }
}
