/// What a program was asked to do.
public enum Command: Sendable, Hashable {
  case run
  /// Bring the database up to date and end.
  case migrate
  case help
  case version
  /// Check the settings, print them and end.
  case checkConfiguration
}

/// An argument that can't be understood (exit code 64).
public struct ArgumentError: Error, Sendable, Hashable, CustomStringConvertible {
  public let description: String
}

/// The arguments behind a program's name.
public struct CommandLineArguments: Sendable, Hashable {
  public var command = Command.run
  public var host: String?
  public var port: String?

  private static let known = ["--help", "--version", "--host", "--port", "--check-config", "--migrate"]

  /// - Parameter arguments: Without the program's name. A value follows its option, or stands behind `=`.
  public init(_ arguments: some Sequence<String>) throws(ArgumentError) {
    var iterator = arguments.makeIterator()
    while let argument = iterator.next() {
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let option = parts.isEmpty ? "" : String(parts[0])
      let attached = parts.count > 1 ? String(parts[1]) : nil
      switch (option, attached) {
      case ("--help", nil), ("-h", nil): take(.help)
      case ("--version", nil): take(.version)
      case ("--check-config", nil): take(.checkConfiguration)
      case ("--migrate", nil): take(.migrate)
      case ("--host", _): host = try Self.value(of: option, attached ?? iterator.next())
      case ("--port", _): port = try Self.value(of: option, attached ?? iterator.next())
      case ("--help", _), ("--version", _), ("--check-config", _), ("--migrate", _):
        throw ArgumentError(description: "\(option) takes no value; see --help.")
      default:
        let nearest = NearestName.nearest(to: option, among: Self.known)
        throw ArgumentError(
          description: "\(argument) is not an argument" + (nearest.map { "; did you mean \($0)?" } ?? "; see --help."))
      }
    }
  }

  /// Help goes before everything, the version before a check, a check before a migration.
  private mutating func take(_ asked: Command) {
    let order: [Command] = [.run, .migrate, .checkConfiguration, .version, .help]
    let rank = { (command: Command) in order.firstIndex(of: command) ?? 0 }
    if rank(asked) > rank(command) { command = asked }
  }

  private static func value(of option: String, _ value: String?) throws(ArgumentError) -> String {
    guard let value, !value.isEmpty, !value.hasPrefix("--") else {
      throw ArgumentError(
        description: "\(option) needs a value, such as \(option) \(option == "--port" ? "4200" : "0.0.0.0").")
    }
    return value
  }

  /// The environment with the arguments in place of the variables they stand for.
  public func applied(to environment: [String: String], for service: ServiceName) -> [String: String] {
    var result = environment
    if let host { result[service.hostVariable] = host }
    if let port { result[service.portVariable] = port }
    return result
  }
}
