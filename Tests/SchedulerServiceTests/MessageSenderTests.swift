import HTTP
import JSON
import Models
import Outgoing
import Testing
import Values

@testable import SchedulerService

@Suite("Message sender")
struct MessageSenderTests {
  private static let id = UUID.random()

  private static func document(_ slug: String, _ data: String, capabilities: String = "[]") -> String {
    """
    {"id": "\(id)", "name": "mine", "data": \(data), "block_type": {"slug": "\(slug)", "name": "X"},
     "block_schema": {"capabilities": \(capabilities)}, "is_anonymous": false}
    """
  }

  private func sender(_ status: Status, _ body: String) -> MessageSender {
    MessageSender(
      vault: { _ in Response(status: status, body: .bytes(Array(body.utf8))) }, client: OutgoingClient(),
      limits: OutgoingLimits(connecting: .seconds(1), whole: .seconds(1)))
  }

  private func failure(_ body: () async throws(MessageFailure) -> Void) async -> MessageFailure? {
    do {
      try await body()
      return nil
    } catch {
      return error
    }
  }

  @Test("A loaded block names the event of its load and the resources of the action")
  func resources() async throws {
    let block = try await sender(.ok, Self.document("slack-webhook", "{}", capabilities: #"["notify"]"#))
      .load(Self.id, for: "send-notification")
    #expect(block.canNotify && !block.isWebhook)
    #expect(block.loadedEvent == "prefect.block.slack-webhook.loaded")
    #expect(block.loadedResource?.id == "prefect.block-document.\(Self.id)")
    #expect(block.loadedResource?.name == "mine")
    #expect(
      block.relatedResources.map(\.id) == ["prefect.block-document.\(Self.id)", "prefect.block-type.slack-webhook"])
    #expect(block.relatedResources.map(\.role) == ["block", "block-type"])
  }

  @Test("A block that is gone is a failure that stays, a vault that is away one that passes")
  func missing() async {
    let gone = await failure { () async throws(MessageFailure) in
      _ = try await sender(.notFound, "{}").load(Self.id, for: "call-webhook")
    }
    #expect(gone == MessageFailure("Unexpected status from 'call-webhook' action: 404"))
    let away = MessageSender(
      vault: { _ in throw CancellationError() }, client: OutgoingClient(), limits: OutgoingLimits())
    let found = await failure { () async throws(MessageFailure) in _ = try await away.load(Self.id, for: "call-webhook")
    }
    #expect(found?.isTransient == true)
  }

  @Test("A block of another kind is refused in Prefect's words")
  func kinds() async throws {
    let sender = sender(.ok, Self.document("secret", "{}"))
    let block = try await sender.load(Self.id, for: "call-webhook")
    let webhook = await failure { () async throws(MessageFailure) in _ = try await sender.call(block, payload: "") }
    #expect(webhook?.reason == "The referenced block was not a webhook block")
    let notification = await failure { () async throws(MessageFailure) in
      try await sender.notify(block, subject: nil, body: "x")
    }
    #expect(notification?.reason == "The referenced block was not a notification block")
  }

  @Test("A block that only Python can send is told so, and a failure holds no secret")
  func failures() async throws {
    let email = sender(.ok, Self.document("email", "{}", capabilities: #"["notify"]"#))
    let block = try await email.load(Self.id, for: "send-notification")
    let python = await failure { () async throws(MessageFailure) in
      try await email.notify(block, subject: nil, body: "x")
    }
    #expect(python?.reason.contains("run-deployment") == true && python?.isTransient == false)

    let secret = "s3cr3t"
    let dead = sender(.ok, Self.document("webhook", #"{"url": "http://127.0.0.1:1/\#(secret)"}"#))
    let webhook = try await dead.load(Self.id, for: "call-webhook")
    let found = await failure { () async throws(MessageFailure) in _ = try await dead.call(webhook, payload: secret) }
    #expect(found == MessageFailure("Webhook call failed: The connection failed.", isTransient: true))
    #expect(!"\(webhook)".contains(secret))

    let mattermost = sender(
      .ok,
      Self.document(
        "mattermost-webhook", #"{"hostname": "127.0.0.1", "port": 1, "token": "\#(secret)"}"#,
        capabilities: #"["notify"]"#))
    let notifier = try await mattermost.load(Self.id, for: "send-notification")
    let log = await failure { () async throws(MessageFailure) in
      try await mattermost.notify(notifier, subject: nil, body: "x")
    }
    #expect(log?.reason == "Notification failed" && log?.isTransient == true)
    #expect(log?.notificationLog?.hasPrefix("[WARNING]: A Connection error occurred sending Mattermost") == true)
    #expect(log?.notificationLog?.contains(secret) == false)
  }

  @Test("The result of a webhook withholds sensitive headers and the middle of a long body")
  func result() {
    let headers = [
      ("X-A", "1"), ("x-a", "2"), ("Set-Cookie", "s"), ("Via", "v"), ("X-Forwarded-For", "f"), ("X-Prefect-Y", "p"),
      ("Content-Type", "text/plain; charset=iso-8859-1"),
    ].map { OutgoingRequest.Header($0.0, $0.1) }
    let short = WebhookResult(OutgoingResponse(status: 200, headers: headers, body: [0x61, 0xE4]))
    #expect(short.headers.keys == ["x-a", "content-type"] && short.headers["x-a"] == "1, 2")
    #expect(short.body == "aä")
    let long = WebhookResult(OutgoingResponse(status: 500, body: [UInt8](repeating: 0x78, count: 3000)))
    #expect(
      long.body == String(repeating: "x", count: 500) + "...2000 additional characters..."
        + String(repeating: "x", count: 500))
  }
}
