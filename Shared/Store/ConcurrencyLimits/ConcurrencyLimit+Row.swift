internal import Models
internal import Postgres

extension ConcurrencyLimit {
  /// Reads `ConcurrencyLimitStatement.columns`.
  init(row: Row) throws(DatabaseError) {
    var reader = row.reader()
    self.init(
      id: try reader.uuid(), created: try reader.timestamp(), updated: try reader.timestamp(),
      active: try reader.bool(), name: try reader.text(), limit: try reader.int(), activeSlots: try reader.int(),
      deniedSlots: try reader.int(), slotDecayPerSecond: try reader.double(),
      averageSlotOccupancySeconds: try reader.double())
  }

  /// What a change is guarded by: all that a client defines. The counts move all the time and don't stand in its way.
  var definition: [SQLValue] {
    [.uuid(id), .bool(active), .text(name), .int4(Int32(clamping: limit)), .float8(slotDecayPerSecond)]
  }
}
