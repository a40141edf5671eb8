/// What Prefect's settings give to every connection beside the address.
struct DatabaseOptions {
  /// Where Debian keeps the authorities that the system trusts.
  private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"

  private var parameters: [(name: String, value: String)] = []

  init(_ reader: inout SettingsReader, service: ServiceName?) {
    let arguments = "server.database.sqlalchemy.connect_args"
    let application = reader.optionalText(
      "\(arguments).application_name",
      "Name that connections show in pg_stat_activity; apus and the service's when not set.")
    parameters.append(("application_name", application ?? (service.map { "apus-\($0.rawValue)" } ?? "apus")))
    let path = reader.optionalText("\(arguments).search_path", "Schema of the tables; public when not set.")
    parameters.append(("search_path", path ?? ""))
    tls("\(arguments).tls", &reader)
    reader.withoutEffect(because: "statements are prepared once a connection and kept") { reader in
      reader.optionalInteger(
        "\(arguments).statement_cache_size", in: 0...1_000_000, "Size of a driver's statement cache.")
      reader.optionalInteger(
        "\(arguments).prepared_statement_cache_size", in: 0...1_000_000, "Size of a driver's statement cache.")
    }
    reader.withoutEffect(because: "connections are counted by event loop, APUS_DATABASE_CONNECTIONS") {
      reader in
      reader.integer(
        "server.database.sqlalchemy.pool_size", or: "PREFECT_SQLALCHEMY_POOL_SIZE", 5, in: 0...100_000,
        "Size of a pool.")
      reader.integer(
        "server.database.sqlalchemy.max_overflow", or: "PREFECT_SQLALCHEMY_MAX_OVERFLOW", 10, in: -1...100_000,
        "Connections beyond the pool's size.")
      reader.integer(
        "server.database.sqlalchemy.pool_recycle", 3600, in: -1...100_000_000, "Age at which a connection is replaced.")
      reader.span("server.database.sqlalchemy.pool_timeout", .seconds(30), "How long a caller waits for a connection.")
    }
    reader.withoutEffect(because: "statements are never logged") { reader in
      reader.flag("server.database.echo", or: .api, false, "Whether statements are logged.")
    }
  }

  private mutating func tls(_ name: String, _ reader: inout SettingsReader) {
    let enabled = reader.flag("\(name).enabled", false, "Whether connections use TLS with the files below.")
    let authority = reader.optionalText("\(name).ca_file", "PEM file with the database's authorities.")
    let certificate = reader.optionalText("\(name).cert_file", "PEM file with the client's certificate.")
    let key = reader.optionalText("\(name).key_file", "PEM file with the client's private key.")
    let checked = reader.flag("\(name).check_hostname", true, "Whether the database's certificate must name its host.")
    guard enabled else { return }
    parameters.append(("sslmode", checked ? "verify-full" : "verify-ca"))
    parameters.append(("sslrootcert", authority ?? Self.systemAuthorities))
    parameters.append(("sslcert", certificate ?? ""))
    parameters.append(("sslkey", key ?? ""))
  }

  /// Adds these to an address, which keeps what it says itself.
  func applied(to url: DatabaseURL, _ reader: inout SettingsReader) -> DatabaseURL {
    var result = url
    if !result.dropped.isEmpty {
      reader.warn(
        "PREFECT_SERVER_DATABASE_CONNECTION_URL has parameters that have no effect in Apus because they are for another driver: "
          + result.dropped.joined(separator: ", ") + ".")
    }
    for parameter in parameters where !parameter.value.isEmpty {
      result.add(parameter.name, parameter.value)
    }
    return result
  }
}
