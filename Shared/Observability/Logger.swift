internal import Glibc
internal import Values

/// How much a record matters; records under a logger's level are not made.
public enum LogLevel: Int, Sendable, Comparable, CaseIterable {
  case debug = 10
  case info = 20
  case warning = 30
  case error = 40

  public static func < (left: LogLevel, right: LogLevel) -> Bool { left.rawValue < right.rawValue }

  /// The name in records and settings.
  public var name: String {
    switch self {
    case .debug: "DEBUG"
    case .info: "INFO"
    case .warning: "WARNING"
    case .error: "ERROR"
    }
  }

  /// Reads a level's name in any case; CRITICAL counts as error.
  public init?(name: String) {
    switch name.uppercased() {
    case "DEBUG", "NOTSET": self = .debug
    case "INFO": self = .info
    case "WARNING", "WARN": self = .warning
    case "ERROR", "CRITICAL", "FATAL": self = .error
    default: return nil
    }
  }
}

/// A value beside a record's message.
public enum LogValue: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByStringInterpolation, ExpressibleByBooleanLiteral
{
  case text(String)
  case integer(Int64)
  case decimal(Double)
  case flag(Bool)

  public init(stringLiteral value: String) { self = .text(value) }
  public init(integerLiteral value: Int64) { self = .integer(value) }
  public init(booleanLiteral value: Bool) { self = .flag(value) }
}

/// Writes records as JSON lines: `time`, `level`, `service`, `message`, then the record's own fields.
public struct Logger: Sendable {
  public let service: String
  public let level: LogLevel
  private let write: @Sendable ([UInt8]) -> Void

  /// - Parameter write: Gets each whole line with its newline; by default it goes to standard error in one call.
  public init(
    service: String, level: LogLevel = .info,
    write: @escaping @Sendable ([UInt8]) -> Void = Logger.standardError
  ) {
    self.service = service
    self.level = level
    self.write = write
  }

  /// Drops every record; for tests and tools.
  public static let silent = Logger(service: "", level: .error, write: { _ in })

  public static let standardError: @Sendable ([UInt8]) -> Void = { line in
    _ = line.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
  }

  public func debug(_ message: @autoclosure () -> String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    if level <= .debug { record(.debug, message(), fields) }
  }

  public func info(_ message: @autoclosure () -> String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    if level <= .info { record(.info, message(), fields) }
  }

  public func warning(_ message: @autoclosure () -> String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    if level <= .warning { record(.warning, message(), fields) }
  }

  public func error(_ message: @autoclosure () -> String, _ fields: KeyValuePairs<String, LogValue> = [:]) {
    record(.error, message(), fields)
  }

  private func record(_ level: LogLevel, _ message: String, _ fields: KeyValuePairs<String, LogValue>) {
    var line = LogLine(capacity: 200)
    line.field("time", .text(Timestamp.now().text))
    line.field("level", .text(level.name))
    line.field("service", .text(service))
    line.field("message", .text(message))
    for (name, value) in fields { line.field(name, value) }
    write(line.finish())
  }
}

/// One JSON object on one line.
struct LogLine {
  private var bytes: [UInt8] = []

  init(capacity: Int) {
    bytes.reserveCapacity(capacity)
  }

  mutating func field(_ name: String, _ value: LogValue) {
    bytes.append(bytes.isEmpty ? UInt8(ascii: "{") : UInt8(ascii: ","))
    string(name)
    bytes.append(UInt8(ascii: ":"))
    switch value {
    case .text(let text): string(text)
    case .integer(let number): bytes.append(contentsOf: String(number).utf8)
    case .decimal(let number): bytes.append(contentsOf: (number.isFinite ? "\(number)" : "null").utf8)
    case .flag(let flag): bytes.append(contentsOf: (flag ? "true" : "false").utf8)
    }
  }

  private mutating func string(_ text: String) {
    let digits = Array("0123456789abcdef".utf8)
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(byte)
      case 0..<0x20, 0x7F:
        bytes.append(contentsOf: "\\u00".utf8)
        bytes.append(digits[Int(byte >> 4)])
        bytes.append(digits[Int(byte & 15)])
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  mutating func finish() -> [UInt8] {
    bytes.append(contentsOf: "}\n".utf8)
    return bytes
  }
}
