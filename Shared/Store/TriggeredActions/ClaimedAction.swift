public import Models
internal import Postgres
public import Values

/// An action that was claimed for a while.
public struct ClaimedAction: Sendable, Hashable {
  public let id: UUID
  public let automationID: UUID
  /// How often it was claimed, this time included.
  public let attempts: Int
  /// nil for a content that this server can't read.
  public let action: TriggeredAction?
  let holder: UUID

  init(row: Row, holder: UUID) throws(DatabaseError) {
    var reader = row.reader()
    id = try reader.uuid()
    automationID = try reader.uuid()
    attempts = try reader.int()
    action = TriggeredAction(stored: try reader.rawJSON())
    self.holder = holder
  }
}
