/// The PostgreSQL database, as Prefect's settings name it.
public struct DatabaseSettings: Sendable {
  /// A `postgresql://` address as `DatabaseConfiguration` reads it: libpq's, and `search_path`.
  public let connectionURL: Secret<String>
  /// The host and database of the address, for logs.
  public let place: String
  public let migrateOnStart: Bool
  /// How long a statement may take.
  public let timeout: Duration
  public let connectionTimeout: Duration
  /// Connections of each event loop, as far as the server has them.
  public let connections: Int

  init(_ reader: inout SettingsReader, service: ServiceName?) {
    reader.begin("Database")
    let parts = DatabaseParts(&reader)
    let options = DatabaseOptions(&reader, service: service)
    migrateOnStart = reader.flag(
      "server.database.migrate_on_start", or: .api, true, "Whether the schema is brought up to date at the start.")
    let times: ClosedRange<Duration> = .milliseconds(1) ... .days(7)
    timeout = reader.span(
      "server.database.timeout", or: .api, .seconds(10), in: times, "How long a statement may take.")
    connectionTimeout = reader.span(
      "server.database.connection_timeout", or: .api, .seconds(5), in: times, "How long connecting may take.")
    reader.withoutEffect(because: "a migration takes the time that it needs") { reader in
      reader.optionalSpan(
        "server.database.migration_timeout", in: times, "How long a statement of a migration may take.")
    }
    connections = reader.integer(
      "apus.database_connections", 5, in: 1...256,
      "Database connections that each event loop wants; where the server has fewer, event loops share them.")

    let url = parts.url(&reader)
    connectionURL = Secret(url.map { options.applied(to: $0, &reader).text } ?? "")
    place = url.map(\.place) ?? ""
  }
}

/// The settings that name the database: one address, or its parts.
struct DatabaseParts {
  /// Where the sentence about a missing database points.
  private static let advice =
    "set PREFECT_SERVER_DATABASE_CONNECTION_URL to an address such as postgresql://user:password@host:5432/prefect"

  private let address: Secret<String>?
  private let driver: String?
  private let host: String?
  private let port: Int?
  private let user: String?
  private let name: String?
  private let password: Secret<String>?

  init(_ reader: inout SettingsReader) {
    address = reader.secret(
      "server.database.connection_url", or: .api, "Address of the database; takes precedence over its parts.")
    driver = reader.optionalText("server.database.driver", or: .api, "postgresql+asyncpg, or nothing.")
    host = reader.optionalText("server.database.host", or: .api, "Host of the database, or the folder of its socket.")
    port = reader.optionalInteger(
      "server.database.port", or: .api, in: 1...65535, "Port of the database; 5432 when not set.")
    user = reader.optionalText("server.database.user", or: .api, "User to connect as.")
    name = reader.optionalText("server.database.name", or: .api, "Name of the database.")
    password = reader.secret("server.database.password", or: .api, "Password of the user.")
  }

  /// The address that these settings make; refuses what is not PostgreSQL.
  func url(_ reader: inout SettingsReader) -> DatabaseURL? {
    if let address {
      let text = expanded(address.reveal())
      if password != nil, text == address.reveal() {
        reader.warn(
          "PREFECT_SERVER_DATABASE_PASSWORD is ignored because PREFECT_SERVER_DATABASE_CONNECTION_URL does not refer to it."
        )
      }
      return parsed(text, variable: "PREFECT_SERVER_DATABASE_CONNECTION_URL", &reader)
    }
    if let driver, !DatabaseURL.isPostgreSQL(scheme: driver) {
      let isSQLite = driver.lowercased().hasPrefix("sqlite")
      reader.refuse(
        "PREFECT_SERVER_DATABASE_DRIVER is \(isSQLite ? "for SQLite" : "not known"); Apus needs PostgreSQL: \(Self.advice)."
      )
      return nil
    }
    guard let host, let name else {
      let missing =
        host == nil && name == nil ? "" : " (or both PREFECT_SERVER_DATABASE_HOST and PREFECT_SERVER_DATABASE_NAME)"
      reader.refuse("No database is set; Apus needs PostgreSQL: \(Self.advice)\(missing).")
      return nil
    }
    return DatabaseURL(host: host, port: port, user: user, password: password?.reveal(), name: name)
  }

  private func parsed(_ text: String, variable: String, _ reader: inout SettingsReader) -> DatabaseURL? {
    if text.lowercased().hasPrefix("sqlite") {
      reader.refuse("\(variable) is an address of SQLite; Apus needs PostgreSQL: \(Self.advice).")
      return nil
    }
    guard let url = DatabaseURL(text) else {
      reader.refuse("\(variable) has a value that can't be used; expected a PostgreSQL address: \(Self.advice).")
      return nil
    }
    return url
  }

  /// Puts the password where the address refers to it by its variable's name, as Prefect does.
  private func expanded(_ text: String) -> String {
    guard let password else { return text }
    let value = DatabaseURL.escaped(password.reveal())
    var result = text
    for variable in ["PREFECT_SERVER_DATABASE_PASSWORD", "PREFECT_API_DATABASE_PASSWORD"] {
      result = Self.replacing("${\(variable)}", in: result, with: value)
      result = Self.replacing("$\(variable)", in: result, with: value)
    }
    return result
  }

  private static func replacing(_ part: String, in text: String, with value: String) -> String {
    var result = ""
    var rest = Substring(text)
    while let first = rest.first {
      if rest.hasPrefix(part) {
        result += value
        rest = rest.dropFirst(part.count)
      } else {
        result.append(first)
        rest.removeFirst()
      }
    }
    return result
  }
}
