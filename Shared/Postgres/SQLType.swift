/// The object identifier of a type in `pg_type`; those of built-in types never change.
struct SQLType: RawRepresentable, Hashable, Sendable {
  let rawValue: UInt32

  /// Left to the server to infer.
  static let inferred = SQLType(rawValue: 0)
  static let bool = SQLType(rawValue: 16)
  static let bytea = SQLType(rawValue: 17)
  static let char = SQLType(rawValue: 18)
  static let name = SQLType(rawValue: 19)
  static let int8 = SQLType(rawValue: 20)
  static let int2 = SQLType(rawValue: 21)
  static let int4 = SQLType(rawValue: 23)
  static let text = SQLType(rawValue: 25)
  static let oid = SQLType(rawValue: 26)
  static let json = SQLType(rawValue: 114)
  static let float4 = SQLType(rawValue: 700)
  static let float8 = SQLType(rawValue: 701)
  static let unknown = SQLType(rawValue: 705)
  static let bpchar = SQLType(rawValue: 1042)
  static let varchar = SQLType(rawValue: 1043)
  static let date = SQLType(rawValue: 1082)
  static let timestamp = SQLType(rawValue: 1114)
  static let timestamptz = SQLType(rawValue: 1184)
  static let interval = SQLType(rawValue: 1186)
  static let uuid = SQLType(rawValue: 2950)
  static let jsonb = SQLType(rawValue: 3802)

  static let bools = SQLType(rawValue: 1000)
  static let byteas = SQLType(rawValue: 1001)
  static let int2s = SQLType(rawValue: 1005)
  static let int4s = SQLType(rawValue: 1007)
  static let texts = SQLType(rawValue: 1009)
  static let int8s = SQLType(rawValue: 1016)
  static let float8s = SQLType(rawValue: 1022)
  static let dates = SQLType(rawValue: 1182)
  static let timestamptzs = SQLType(rawValue: 1185)
  static let intervals = SQLType(rawValue: 1187)
  static let jsons = SQLType(rawValue: 199)
  static let uuids = SQLType(rawValue: 2951)
  static let jsonbs = SQLType(rawValue: 3807)

  /// The type of its arrays; nil where that isn't known, or where it is an array itself.
  var array: SQLType? {
    switch self {
    case .bool: .bools
    case .bytea: .byteas
    case .int2: .int2s
    case .int4: .int4s
    case .int8: .int8s
    case .float8: .float8s
    case .text: .texts
    case .date: .dates
    case .timestamptz: .timestamptzs
    case .interval: .intervals
    case .json: .jsons
    case .jsonb: .jsonbs
    case .uuid: .uuids
    default: nil
    }
  }

  /// Whether its binary form is its text: strings, json, and enums (whose identifiers the database assigns).
  var isTextual: Bool {
    switch self {
    case .text, .varchar, .bpchar, .name, .char, .unknown, .json: true
    default: rawValue >= 16_384
    }
  }
}

extension SQLType: CustomStringConvertible {
  var description: String {
    switch self {
    case .bool: "bool"
    case .bytea: "bytea"
    case .int2: "int2"
    case .int4: "int4"
    case .int8: "int8"
    case .float4: "float4"
    case .float8: "float8"
    case .text: "text"
    case .varchar: "varchar"
    case .json: "json"
    case .jsonb: "jsonb"
    case .date: "date"
    case .timestamp: "timestamp"
    case .timestamptz: "timestamptz"
    case .interval: "interval"
    case .uuid: "uuid"
    default: "type \(rawValue)"
    }
  }
}
