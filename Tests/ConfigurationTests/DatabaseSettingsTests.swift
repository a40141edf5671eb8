import Testing

@testable import Configuration

private func url(_ environment: [String: String]) throws(SettingsError) -> String {
  try Settings(environment: environment, service: .scheduler).database.connectionURL.reveal()
}

private func refusal(_ environment: [String: String]) -> String {
  do {
    return "accepted: " + (try url(environment))
  } catch {
    return error.description
  }
}

private let address = "PREFECT_SERVER_DATABASE_CONNECTION_URL"

@Suite struct DatabaseSettingsTests {
  @Test(
    "Prefect's and PostgreSQL's schemes name the same database",
    arguments: ["postgresql+asyncpg", "postgresql", "postgres", "postgresql+psycopg2", "POSTGRESQL+ASYNCPG"])
  func schemes(scheme: String) throws {
    #expect(
      try url([address: "\(scheme)://u:p%40x@h:5433/d"])
        == "postgresql://u:p%40x@h:5433/d?application_name=apus-scheduler")
  }

  @Test("A database's parts make an address, escaped")
  func parts() throws {
    let environment = [
      "PREFECT_SERVER_DATABASE_DRIVER": "postgresql+asyncpg", "PREFECT_SERVER_DATABASE_HOST": "db",
      "PREFECT_API_DATABASE_PORT": "6432", "PREFECT_SERVER_DATABASE_USER": "a/b",
      "PREFECT_SERVER_DATABASE_NAME": "pre fect",
      "PREFECT_SERVER_DATABASE_PASSWORD": "p@:?&é",
    ]
    #expect(
      try url(environment)
        == "postgresql://a%2Fb:p%40%3A%3F%26%C3%A9@db:6432/pre%20fect?application_name=apus-scheduler")
    #expect(
      try url(["PREFECT_SERVER_DATABASE_HOST": "/run/postgresql", "PREFECT_SERVER_DATABASE_NAME": "d"])
        == "postgresql://%2Frun%2Fpostgresql/d?application_name=apus-scheduler")
    #expect(
      try url(["PREFECT_SERVER_DATABASE_HOST": "::1", "PREFECT_SERVER_DATABASE_NAME": "d"])
        .hasPrefix("postgresql://[::1]/d?"))
  }

  @Test("Parameters of the Python driver are translated or dropped with a warning")
  func parameters() throws {
    let found = try Settings(environment: [
      address: "postgresql+asyncpg://h/d?ssl=require&prepared_statement_cache_size=0&host=/run/pg&application_name=mine"
    ])
    #expect(
      found.database.connectionURL.reveal() == "postgresql://h/d?sslmode=require&host=/run/pg&application_name=mine")
    #expect(found.warnings.count == 1)
    #expect(found.warnings.first?.contains("prepared_statement_cache_size") == true)
  }

  @Test("Connection arguments become parameters")
  func connectArguments() throws {
    let prefix = "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_"
    let made = try url([
      address: "postgresql://h/d", prefix + "SEARCH_PATH": "my schema", prefix + "APPLICATION_NAME": "n",
      prefix + "TLS_ENABLED": "true", prefix + "TLS_CA_FILE": "/ca.pem", prefix + "TLS_CERT_FILE": "/c.pem",
      prefix + "TLS_KEY_FILE": "/k.pem", prefix + "TLS_CHECK_HOSTNAME": "false",
    ])
    #expect(
      made
        == "postgresql://h/d?application_name=n&search_path=my%20schema&sslmode=verify-ca&sslrootcert=%2Fca.pem&sslcert=%2Fc.pem&sslkey=%2Fk.pem"
    )
  }

  @Test("TLS without files trusts the system's authorities and checks the host")
  func systemAuthorities() throws {
    let name = "PREFECT_SERVER_DATABASE_SQLALCHEMY_CONNECT_ARGS_TLS_ENABLED"
    #expect(
      try url([address: "postgresql://h/d", name: "1"]).hasSuffix(
        "&sslmode=verify-full&sslrootcert=%2Fetc%2Fssl%2Fcerts%2Fca-certificates.crt"))
    #expect(try url([address: "postgresql://h/d?sslmode=disable", name: "1"]).contains("?sslmode=disable&"))
  }

  @Test("An address may refer to the password by its variable")
  func expandsPassword() throws {
    #expect(
      try url([
        address: "postgresql://u:${PREFECT_SERVER_DATABASE_PASSWORD}@h/d", "PREFECT_SERVER_DATABASE_PASSWORD": "a@b",
      ]).hasPrefix("postgresql://u:a%40b@h/d?"))
    #expect(
      try url([address: "postgresql://u:$PREFECT_API_DATABASE_PASSWORD@h/d", "PREFECT_API_DATABASE_PASSWORD": "x"])
        .hasPrefix("postgresql://u:x@h/d?"))
    let ignored = try Settings(environment: [
      address: "postgresql://h/d", "PREFECT_SERVER_DATABASE_PASSWORD": "x",
    ])
    #expect(ignored.warnings.count == 1)
  }

  @Test("SQLite is refused with the way to PostgreSQL")
  func refusesSQLite() {
    for environment in [
      [address: "sqlite+aiosqlite:////root/.prefect/prefect.db"],
      ["PREFECT_SERVER_DATABASE_DRIVER": "sqlite+aiosqlite"], [:],
      ["PREFECT_SERVER_DATABASE_HOST": "db"],
    ] {
      let sentence = refusal(environment)
      #expect(sentence.contains("Apus needs PostgreSQL: set PREFECT_SERVER_DATABASE_CONNECTION_URL to"))
      #expect(!sentence.contains("prefect.db"))
    }
  }

  @Test(
    "What is no address of PostgreSQL is refused without being shown",
    arguments: [
      "mysql://u:sesame@h/d", "sesame", "postgresql://h:sesame/d", "postgresql://h/ses ame", "postgresql:sesame",
    ])
  func refusesOthers(text: String) {
    let sentence = refusal([address: text])
    #expect(sentence.hasPrefix("PREFECT_SERVER_DATABASE_CONNECTION_URL "))
    #expect(!sentence.contains("ame/") && !sentence.contains("sesame"))
  }

  @Test("A log names host and database, and no password")
  func place() throws {
    let found = try Settings(environment: [address: "postgresql://u:p@h:5433/d"]).database
    #expect(found.place == "h:5433/d")
    let socket = try Settings(environment: [address: "postgresql://u:p@/d?host=/run/pg"]).database
    #expect(socket.place == "/run/pg/d")
  }
}
