public import Values

/// A parameter of a statement. Each value says its SQL type, so the server checks it against the statement's text.
///
/// An enum of the database has a cast in the SQL (`$1::state_type`).
public enum SQLValue: Sendable {
  /// NULL of a type that the server infers; prefer the typed form (`.uuid(nil)`).
  case null
  case uuid(UUID?)
  case text(String?)
  /// A value of an enum, whose type the server infers. As `text` it would be converted only when the statement runs, and
  /// the planner could not reckon with it.
  case enumeration(String?)
  case bool(Bool?)
  case int2(Int16?)
  case int4(Int32?)
  case int8(Int64?)
  case float8(Double?)
  /// `timestamptz`; the greatest and the least moment are `infinity` and `-infinity`.
  case timestamp(Timestamp?)
  /// `interval` in days and microseconds, as Python's timedelta has them.
  case interval(Duration?)
  /// The bytes of one JSON text.
  case jsonb([UInt8]?)
  case json([UInt8]?)
  case bytes([UInt8]?)

  case uuids([UUID])
  case optionalUUIDs([UUID?])
  case texts([String])
  case optionalTexts([String?])
  case bools([Bool])
  case optionalBools([Bool?])
  case int2s([Int16])
  case int4s([Int32])
  case optionalInt4s([Int32?])
  case int8s([Int64])
  case optionalInt8s([Int64?])
  case float8s([Double])
  case optionalFloat8s([Double?])
  /// `date[]`: the days of moments in UTC.
  case dates([Timestamp])
  case timestamps([Timestamp])
  case optionalTimestamps([Timestamp?])
  case intervals([Duration])
  case optionalIntervals([Duration?])
  case jsonbs([[UInt8]])
  case optionalJSONBs([[UInt8]?])
  case jsons([[UInt8]])
  case optionalJSONs([[UInt8]?])
  case byteses([[UInt8]])
}
