internal import BlockVaultClient
internal import Configuration
internal import HTTP
internal import JSON
internal import Models
internal import Outgoing
internal import Transport
internal import Values

/// Sends what automations say to the outside: loads the block, makes its requests and judges their outcome.
///
/// The three steps are apart because the event of the load comes first and templates are rendered in between:
/// `load`, then `call` or `notify`.
struct MessageSender: Sendable {
  /// The vault's answer to a request for a document with its secrets.
  typealias Vault = @Sendable (UUID) async throws -> Response

  let vault: Vault
  let client: OutgoingClient
  let limits: OutgoingLimits

  init(vault: @escaping Vault, client: OutgoingClient, limits: OutgoingLimits) {
    self.vault = vault
    self.client = client
    self.limits = limits
  }

  init(_ connection: VaultConnection, _ settings: Settings) {
    let outgoing = settings.outgoing
    let basePath = settings.server.basePath
    self.init(
      vault: { [vault = connection.vault] in try await vault.secretDocument($0, basePath: basePath) },
      client: OutgoingClient(
        concurrency: outgoing.concurrency, userAgent: "apus/\(ProductVersion.current)",
        authorities: outgoing.authorities),
      limits: OutgoingLimits(
        connecting: outgoing.connectTimeout, whole: outgoing.timeout, bodyBytes: outgoing.maximumBodyBytes,
        headBytes: outgoing.maximumHeaderBytes))
  }

  // MARK: Loading

  /// - Parameter action: The type of the action that asks, which the reason names.
  func load(_ id: UUID, for action: String) async throws(MessageFailure) -> LoadedBlock {
    let response: Response
    do {
      response = try await vault(id)
    } catch {
      throw MessageFailure("The block vault could not be reached: \(error)", isTransient: true)
    }
    guard response.status.code < 300 else {
      throw MessageFailure(
        "Unexpected status from '\(action)' action: \(response.status.code)", isTransient: response.status.code >= 500)
    }
    guard case .bytes(let bytes) = response.body, let document = RawJSON(validated: bytes).document(),
      let block = LoadedBlock(document.root)
    else {
      let kind = action == "call-webhook" ? "webhook" : "notification"
      throw MessageFailure(
        "The \(kind) block was invalid: Unable to determine block schema for provided block document")
    }
    return block
  }

  // MARK: Webhooks

  /// Calls a webhook; any status is a result.
  func call(_ block: LoadedBlock, payload: String) async throws(MessageFailure) -> WebhookResult {
    let request = try webhook(block).request(payload: payload)
    do {
      return WebhookResult(try await client.send(request, limits: limits))
    } catch {
      throw MessageFailure("Webhook call failed: \(error)", isTransient: error.isTransient)
    }
  }

  /// The block as a webhook; to be asked before its payload is rendered.
  func webhook(_ block: LoadedBlock) throws(MessageFailure) -> WebhookBlock {
    guard block.isWebhook else { throw MessageFailure("The referenced block was not a webhook block") }
    do {
      return try WebhookBlock(block.data)
    } catch {
      throw MessageFailure("The webhook block was invalid: \(error)")
    }
  }

  // MARK: Notifications

  /// Sends a notification. All of its requests are sent, whether or not those before them succeeded.
  func notify(_ block: LoadedBlock, subject: String?, body: String) async throws(MessageFailure) {
    let notifier = try notification(block)
    let deliveries: [Delivery]
    do {
      deliveries = try notifier.deliveries(of: Notification(subject: subject, body: body), at: .now())
    } catch {
      throw MessageSender.failure(of: error)
    }
    var log: [String] = []
    var isTransient = true
    for delivery in deliveries {
      do {
        let response = try await client.send(delivery.request, limits: limits(for: delivery))
        guard let line = delivery.complaint(about: response) else { continue }
        log.append(line)
        isTransient = isTransient && (response.status == 429 || response.status >= 500)
      } catch {
        log.append(delivery.complaint(about: error))
        isTransient = isTransient && error.isTransient
      }
    }
    guard !log.isEmpty else { return }
    throw MessageFailure(
      "Notification failed", notificationLog: log.joined(separator: "\n"),
      // After a partial success a repetition would notify somebody twice.
      isTransient: isTransient && log.count == deliveries.count)
  }

  /// The block as one that notifies; to be asked before its texts are rendered.
  func notification(_ block: LoadedBlock) throws(MessageFailure) -> NotificationBlock {
    guard block.canNotify else { throw MessageFailure("The referenced block was not a notification block") }
    do {
      return try NotificationBlock(slug: block.typeSlug, block.data)
    } catch {
      throw MessageSender.failure(of: error)
    }
  }

  private static func failure(of problem: BlockProblem) -> MessageFailure {
    switch problem {
    case .invalid: MessageFailure("The notification block was invalid: \(problem)")
    case .needsPython: MessageFailure("\(problem)")
    case .undeliverable(let log): MessageFailure("Notification failed", notificationLog: log)
    }
  }

  private func limits(for delivery: Delivery) -> OutgoingLimits {
    guard let timeout = delivery.timeout else { return limits }
    var limits = limits
    limits.whole = min(limits.whole, timeout)
    limits.connecting = min(limits.connecting, timeout)
    return limits
  }
}
