internal import JSON
public import Values

/// Sends a text by a block that can notify.
public struct SendNotificationAction: Sendable, Hashable {
  public var blockDocumentID: UUID
  /// A template.
  public var subject: String
  /// A template.
  public var body: String

  init(reader: inout ObjectReader) {
    reader.actionType("send-notification")
    blockDocumentID = reader.required("block_document_id", .uuid)
    subject = reader.value("subject", .template("subject"), default: "Prefect automated notification")
    body = reader.required("body", .template("body"))
  }

  func writeMembers(to writer: inout JSONWriter) {
    writer.key("block_document_id")
    writer.uuid(blockDocumentID)
    writer.key("subject")
    writer.string(subject)
    writer.key("body")
    writer.string(body)
  }
}
