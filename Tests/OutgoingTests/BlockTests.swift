import JSON
import Testing
import Values

@testable import Outgoing

/// What the blocks send is compared with the reference by Tests/Notifications; here are the refusals.
@Suite("Blocks that send")
struct BlockTests {
  private static let secret = "s3cr3t-value"

  private func data(_ text: String) throws -> BlockData {
    BlockData(try #require(RawJSON(validated: Array(text.utf8)).document()).root)
  }

  @Test("A block that only Python can send says so and names the way out")
  func pythonOnly() throws {
    let data = try data("{}")
    let error = #expect(throws: BlockProblem.self) { try NotificationBlock(slug: "email", data) }
    #expect(error == .needsPython(slug: "email"))
    let text = error?.description ?? ""
    #expect(text.contains("'email'") && text.contains("call-webhook") && text.contains("run-deployment"))
  }

  @Test("A block with a bad field is refused in words that hold none of its values")
  func secrecy() throws {
    let secret = BlockTests.secret
    let blocks = [
      ("slack-webhook", #"{"url": ["\#(secret)"]}"#), ("slack-webhook", #"{"url": "https://\#(secret)"}"#),
      ("ms-teams-webhook", #"{"url": "https://example.com/\#(secret)"}"#),
      ("pager-duty-webhook", #"{"integration_key": " \#(secret)", "api_key": "\#(secret)"}"#),
      ("pager-duty-webhook", #"{"api_key": "\#(secret)"}"#),
      ("twilio-sms", #"{"account_sid": "\#(secret)", "auth_token": "\#(secret)", "from_phone_number": "\#(secret)"}"#),
      ("sendgrid-email", #"{"api_key": "\#(secret)/", "sender_email": "\#(secret)"}"#),
      ("discord-webhook", #"{"webhook_id": "\#(secret)", "webhook_token": " \#(secret)"}"#),
      ("custom-webhook", #"{"name": "n", "url": "\#(secret)", "method": "\#(secret)"}"#),
      ("custom-webhook", #"{"name": "n", "url": "{{other}}", "secrets": {"a": "\#(secret)"}}"#),
      ("webhook", #"{"url": "\#(secret)", "method": "\#(secret)"}"#),
    ]
    for (slug, text) in blocks {
      let data = try data(text)
      let error = #expect(throws: BlockProblem.self, "\(slug)") {
        if slug == WebhookBlock.slug {
          _ = try WebhookBlock(data)
        } else {
          _ = try NotificationBlock(slug: slug, data)
        }
      }
      #expect(error?.description.contains(secret) == false, "\(slug)")
    }
  }

  @Test("A block that refuses private addresses says so of its requests, and no proxy is used for them")
  func privateAddresses() throws {
    let webhook = try WebhookBlock(
      data(#"{"url": "https://example.com", "allow_private_urls": false, "verify": false}"#))
    #expect(!webhook.request(payload: "").allowsPrivateAddresses)
    #expect(!webhook.request(payload: "").verifiesCertificate)
    let slack = try NotificationBlock(
      slug: "slack-webhook", data(#"{"url": "https://hooks.slack.com/services/A/B/C", "allow_private_urls": false}"#))
    for delivery in try slack.deliveries(of: Notification(subject: nil, body: "x"), at: Timestamp(microseconds: 0)) {
      #expect(!delivery.request.allowsPrivateAddresses)
      #expect(try !TransferPlan(delivery.request, limits: OutgoingLimits()).usesProxy)
    }
  }

  @Test("A custom webhook's time-out goes with its request")
  func timeout() throws {
    let block = try NotificationBlock(
      slug: "custom-webhook", data(#"{"name": "n", "url": "https://example.com", "timeout": 2.5}"#))
    let deliveries = try block.deliveries(of: Notification(subject: nil, body: "x"), at: Timestamp(microseconds: 0))
    #expect(deliveries.map(\.timeout) == [.milliseconds(2500)])
  }

  @Test("A text that is full of what may begin a mention is formatted in a moment", .timeLimit(.minutes(1)))
  func manyMarks() {
    for mark in ["!", "!a|", "@b<!c>", "https://"] {
      let text = String(repeating: mark, count: 39_000 / mark.utf8.count)
      #expect(SlackText.formatted(text).utf8.count >= text.utf8.count)
    }
  }
}
