internal import JSON
internal import Values

/// A block of type `twilio-sms`: one message for each number.
struct TwilioSMS: NotificationService {
  private let account: String
  private let token: String
  private let source: String
  private let isWhatsApp: Bool
  /// With the prefix of WhatsApp where it is meant.
  private let targets: [String]

  init(_ data: BlockData) throws(BlockProblem) {
    account = PythonStrip.both(try data.required("account_sid"))
    guard account.lowercased().hasPrefix("ac"), ASCII.consists(account.dropFirst(2), of: ASCII.isHexDigit) else {
      throw .invalid("account_sid: An invalid Twilio Account SID was specified.")
    }
    token = PythonStrip.both(try data.required("auth_token"))
    guard ASCII.consists(token, of: ASCII.isLetterOrDigit) else {
      throw .invalid("auth_token: An invalid Twilio Authentication Token was specified.")
    }
    let (isWhatsApp, from) = TwilioSMS.mode(of: try data.required("from_phone_number"))
    guard let digits = TwilioSMS.digits(of: from, atLeast: 5), (11...14).contains(digits.count) || digits.count < 7
    else { throw .invalid("from_phone_number: The Account (From) Phone # specified is invalid.") }
    self.isWhatsApp = isWhatsApp
    source = digits.count < 7 ? digits : "+\(digits)"
    let isShortCode = digits.count < 7
    targets = (try data.texts("to_phone_numbers") ?? []).flatMap { $0.split { ",;".contains($0) } }
      .compactMap { text in
        let (isOwnWhatsApp, number) = TwilioSMS.mode(of: String(text))
        let usesWhatsApp = isOwnWhatsApp || isWhatsApp
        guard let digits = TwilioSMS.digits(of: number, atLeast: 10), !(usesWhatsApp && isShortCode) else { return nil }
        return (usesWhatsApp ? "whatsapp:" : "") + "+\(digits)"
      }
  }

  /// `w:` or `whatsapp:` in front of a number.
  private static func mode(of text: String) -> (isWhatsApp: Bool, number: String) {
    let parts = text.split(separator: ":", maxSplits: 1).map { PythonStrip.both(String($0)) }
    guard parts.count == 2 else { return (false, text) }
    return (parts[0].lowercased().hasPrefix("w"), parts[1])
  }

  private static func digits(of text: String, atLeast least: Int) -> String? {
    let text = PythonStrip.both(text)
    guard ASCII.consists(text, of: { ASCII.isDigit($0) || " )(+-".utf8.contains($0) }) else { return nil }
    let digits = text.filter { ("0"..."9").contains($0) }
    return (least...14).contains(digits.count) ? digits : nil
  }

  func deliveries(of notification: Notification, at moment: Timestamp) throws(BlockProblem) -> [Delivery] {
    let text = try AppriseStyle.text(notification)
    guard !targets.isEmpty || source.hasPrefix("+") else {
      throw .undeliverable(log: "[WARNING]: There are no valid Twilio targets to notify.")
    }
    let own = isWhatsApp ? "whatsapp:\(source)" : source
    return (targets.isEmpty ? [own] : targets).map { target in
      let isWhatsApp = target.hasPrefix("whatsapp:")
      let form = URLText.form([("Body", text), ("From", isWhatsApp ? "whatsapp:\(source)" : source), ("To", target)])
      let request = OutgoingRequest(
        method: "POST", url: "https://api.twilio.com/2010-04-01/Accounts/\(account)/Messages.json",
        headers: [
          OutgoingRequest.Header("User-Agent", AppriseStyle.application),
          OutgoingRequest.Header("Accept", "application/json"),
          OutgoingRequest.Header("Content-Type", "application/x-www-form-urlencoded"),
          OutgoingRequest.Header("Authorization", "Basic " + Base64Text.encode("\(account):\(token)")),
        ], body: Array(form.utf8))
      let number = target.drop { $0 != "+" }
      return Delivery(
        request, connectionComplaint: "A Connection error occurred sending Twilio:\(number) notification."
      ) { response in
        guard response.status != 200, response.status != 201 else { return nil }
        return "[WARNING]: Failed to send Twilio notification to \(number): \(TwilioSMS.reason(response))"
      }
    }
  }

  /// Twilio's own code and message, where the response has them.
  private static func reason(_ response: OutgoingResponse) -> String {
    guard let answer = RawJSON(validated: response.body).document()?.root, answer.kind == .object,
      let message = answer["message"]?.text
    else { return AppriseStyle.statusText(response.status) }
    return "\(message), error=\(answer["code"]?.integer ?? Int64(response.status))."
  }
}

/// Base64 for HTTP's Basic authentication.
enum Base64Text {
  static func encode(_ text: String) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for (place, byte) in group.enumerated() { bits |= UInt32(byte) << (16 - 8 * place) }
      for place in 0..<4 {
        result.append(place <= group.count ? alphabet[Int(bits >> (18 - 6 * place) & 63)] : 0x3D)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
