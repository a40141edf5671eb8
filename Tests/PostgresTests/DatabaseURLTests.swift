internal import Postgres
internal import Testing

@Suite("Database URLs")
struct DatabaseURLTests {
  @Test("A whole URL gives every part")
  func whole() throws {
    let read = try DatabaseConfiguration(
      url: "postgresql+asyncpg://us%40er:p%3Aa%2Fss%25@db.example:6432/my%20db?ssl=require&application_name=x")
    #expect(read.user == "us@er")
    #expect(read.password == "p:a/ss%")
    #expect(read.host == "db.example")
    #expect(read.port == 6432)
    #expect(read.database == "my db")
    #expect(read.tlsMode == "require")
    #expect(read.applicationName == "x")
  }

  @Test(
    "What a URL leaves out has its default", arguments: ["postgresql://", "postgres://localhost", "postgresql:///"])
  func defaults(url: String) throws {
    let read = try DatabaseConfiguration(url: url)
    #expect(read.host == "localhost")
    #expect(read.port == 5432)
    #expect(read.user == nil)
    #expect(read.password == nil)
    #expect(read.database == nil)
  }

  @Test("A socket's directory may be a parameter or a percent-encoded host")
  func socket() throws {
    for url in ["postgresql://u@/db?host=/run/pg&port=5433", "postgresql://u@%2Frun%2Fpg:5433/db"] {
      let read = try DatabaseConfiguration(url: url)
      #expect(read.host == "/run/pg")
      #expect(read.port == 5433)
      #expect(read.user == "u")
      #expect(read.database == "db")
    }
  }

  @Test("An IPv6 address stands in brackets")
  func sixth() throws {
    let read = try DatabaseConfiguration(url: "postgresql://[::1]:5433/db")
    #expect(read.host == "::1")
    #expect(read.port == 5433)
  }

  @Test(
    "Several hosts are written as libpq has them, and as SQLAlchemy has them",
    arguments: [
      "postgresql://u@a:5432,b:5433/db", "postgresql://u@/db?host=a:5432&host=b:5433",
      "postgresql://u@/db?host=a,b&port=5432,5433", "postgresql://u@other/db?host=a&port=5432&host=b&port=5433",
      "postgresql+asyncpg://u@a,b:5433/db",
    ])
  func several(url: String) throws {
    let read = try DatabaseConfiguration(url: url)
    #expect(read.host == "a")
    #expect(read.port == 5432)
    #expect(read.otherHosts == [.init(host: "b", port: 5433)])
    #expect("\(read)" == "postgresql://u@a:5432,b:5433/db")
  }

  @Test("One port counts for all hosts, which may be addresses and directories")
  func onePort() throws {
    let read = try DatabaseConfiguration(url: "postgresql:///db?host=[::1]:1,/run/pg,10.0.0.1&port=7")
    #expect(read.host == "::1")
    #expect(read.port == 1)
    #expect(read.otherHosts == [.init(host: "/run/pg", port: 7), .init(host: "10.0.0.1", port: 7)])
    let sixth = try DatabaseConfiguration(url: "postgresql:///db?host=::1")
    #expect(sixth.host == "::1")
  }

  @Test("A password may hold an at sign and a question mark when they are encoded, and an at sign when it is not")
  func password() throws {
    #expect(try DatabaseConfiguration(url: "postgresql://u:a@b@h/d").password == "a@b")
    #expect(try DatabaseConfiguration(url: "postgresql://u:a%3Fb%40@h/d").password == "a?b@")
  }

  @Test("Parameters set the session's timeouts, search path and TLS files")
  func parameters() throws {
    let read = try DatabaseConfiguration(
      url: "postgresql://h/d?search_path=a,b&connect_timeout=2&command_timeout=1.5&sslrootcert=/ca.pem"
        + "&prepared_statement_cache_size=0&sslmode=verify-full")
    #expect(read.searchPath == "a,b")
    #expect(read.connectTimeout == .seconds(2))
    #expect(read.statementTimeout == .milliseconds(1500))
    #expect(read.connectionParameters == ["sslrootcert": "/ca.pem"])
    #expect(read.tlsMode == "verify-full")
  }

  @Test(
    "A URL that can't be used says what is wrong with it",
    arguments: [
      ("localhost/db", "the database URL has no scheme; it starts with postgresql://"),
      (
        "sqlite+aiosqlite:///db",
        "the database URL has the scheme 'sqlite+aiosqlite'; only PostgreSQL is supported (postgresql://)"
      ),
      ("postgresql://h:99999/d", "the database URL has the port '99999'; a port is a number from 1 to 65535"),
      ("postgresql://h:x/d", "the database URL has the port 'x'; a port is a number from 1 to 65535"),
      ("postgresql://u:%zz@h/d", "the database URL has a % without two hexadecimal digits in its password"),
      ("postgresql://u:%ff@h/d", "the database URL has a password that is not UTF-8 text"),
      ("postgresql://h/%00", "the database URL has a database name that is not UTF-8 text"),
      ("postgresql://h/d?nonsense=1", "the database URL has the parameter 'nonsense', which is not known"),
      ("postgresql://h/d?host", "the database URL has the parameter 'host' without a value"),
      (
        "postgresql://h/d?ssl=maybe",
        "the database URL has the sslmode 'maybe'; it is one of disable, allow, prefer, require, verify-ca, verify-full"
      ),
      (
        "postgresql://a,b,c/d?port=1,2",
        "the database URL names 3 hosts and 2 ports; there is one port, or one for each host"
      ),
      (
        "postgresql://a,b/d?target_session_attrs=standby",
        "the database URL has target_session_attrs 'standby'; Apus writes: it is one of any, read-write, primary"
      ),
      ("postgresql://[::1/d", "the database URL has an IPv6 address without its ]"),
      ("postgresql://h/d?timeout=-1", "the database URL has '-1' for 'timeout'; it is a number of seconds"),
    ])
  func wrong(url: String, message: String) {
    let error = #expect(throws: DatabaseURLError.self) { try DatabaseConfiguration(url: url) }
    #expect(error?.description == message)
  }

  @Test("No way of printing a configuration shows the password")
  func redaction() throws {
    let read = try DatabaseConfiguration(url: "postgresql://u:hunter2@h/d")
    var dumped = ""
    dump(read, to: &dumped)
    #expect("\(read)" == "postgresql://u@h:5432/d")
    for text in ["\(read)", String(reflecting: read), dumped] { #expect(!text.contains("hunter2")) }
  }
}
