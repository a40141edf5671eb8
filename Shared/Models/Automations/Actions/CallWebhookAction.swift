internal import JSON
public import Values

/// Calls a webhook by its block.
public struct CallWebhookAction: Sendable, Hashable {
  public var blockDocumentID: UUID
  /// A template of the request's body.
  public var payload: String

  init(reader: inout ObjectReader) {
    reader.actionType("call-webhook")
    blockDocumentID = reader.required("block_document_id", .uuid)
    payload = reader.value("payload", .webhookPayload, default: "")
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("block_document_id")
    writer.uuid(blockDocumentID)
    writer.key("payload")
    writer.string(payload)
  }
}

extension Reading where Value == String {
  /// A template, or any other JSON, which stands for its text.
  fileprivate static let webhookPayload = Reading(schema: .any, fallback: "") { value, problems in
    switch value.kind {
    case .null, .string: return template("payload").read(value, problems)
    case .boolean, .integer, .float, .array, .object:
      let text = value.indentedText
      if let problem = TemplateRule.problem(with: text, named: "payload") {
        problems.addValueError(problem, input: value)
      }
      return text
    }
  }
}
