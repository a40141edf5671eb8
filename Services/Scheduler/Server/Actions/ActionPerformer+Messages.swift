internal import JSON
internal import Models
internal import Templates
internal import Values

extension ActionPerformer {
  func send(
    _ notification: SendNotificationAction, _ action: TriggeredAction, _ report: inout ActionReport
  ) async throws {
    let block = try await load(notification.blockDocumentID, action, &report)
    _ = try messages.notification(block)
    report.related += block.relatedResources.map { EmittedEvent.Involved($0, role: $0.role) }
    let texts = try await render([notification.subject, notification.body], action, &report)
    try await messages.notify(block, subject: texts[0], body: texts[1])
  }

  func call(_ webhook: CallWebhookAction, _ action: TriggeredAction, _ report: inout ActionReport) async throws {
    let block = try await load(webhook.blockDocumentID, action, &report)
    _ = try messages.webhook(block)
    report.related += block.relatedResources.map { EmittedEvent.Involved($0, role: $0.role) }
    let texts = try await render([webhook.payload], action, &report)
    let result = try await messages.call(block, payload: texts[0])
    report.detail("status_code", result.status)
    report.detail("response_body", result.body)
    report.details["response_headers"] = RawJSON { writer in
      writer.beginObject()
      for (name, value) in result.headers.members {
        writer.key(name)
        writer.string(value.storable)
      }
      writer.endObject()
    }
  }

  /// Loads a block, of which an event tells.
  private func load(
    _ id: UUID, _ action: TriggeredAction, _ report: inout ActionReport
  ) async throws -> LoadedBlock {
    let block = try await messages.load(id, for: action.action.type)
    if let resource = block.loadedResource {
      let now = clock.now()
      report.events.append(
        EmittedEvent(
          id: .timeOrdered(at: now), occurred: now, event: block.loadedEvent,
          resource: EmittedEvent.Involved(resource, role: resource.role),
          related: block.loadedRelated.map { EmittedEvent.Involved($0, role: $0.role) }))
    }
    return block
  }

  private func render(
    _ texts: [String], _ action: TriggeredAction, _ report: inout ActionReport
  ) async throws -> [String] {
    let context = try await objects.context(of: action, for: texts)
    var rendered: [String] = []
    for text in texts {
      guard Template.isTemplate(text) else {
        rendered.append(text)
        continue
      }
      do throws(TemplateError) {
        rendered.append(try context.render(try Template(text)))
      } catch {
        report.detail("template_error", "Failed to render template due to the following error: \(error)")
        report.detail("template_source", text)
        throw ActionFailure("Template rendering failed: \(error)")
      }
    }
    return rendered
  }
}
