/// Where the database is, and how much of it one event loop may use.
public struct DatabaseConfiguration: Sendable {
  /// A host name, an address, or the directory of a Unix socket (it starts with `/`).
  public var host = "localhost"
  public var port = 5432
  /// More hosts of the same database, tried in turn after the first.
  public var otherHosts: [Place] = []
  /// The name of the process's user when nil, as libpq has it.
  public var user: String?
  /// libpq also looks into `PGPASSWORD` and the password file when nil.
  public var password: String?
  /// The user's name when nil.
  public var database: String?
  public var applicationName = "apus"
  public var searchPath: String?
  /// libpq's `sslmode`: disable, allow, prefer, require, verify-ca or verify-full.
  public var tlsMode = "prefer"
  /// More of libpq's connection parameters, such as `sslrootcert`.
  public var connectionParameters: [String: String] = [:]
  /// Settings of every session. The planner's just-in-time compiler costs short statements more than it gives.
  public var sessionSettings: [String: String] = ["TimeZone": "UTC", "jit": "off"]
  /// Settings of the lanes' sessions besides. Their statements find rows by key, whatever the tables' statistics say: a
  /// plan is made once, and one that was made while a table was small must not read all of it later.
  public var laneSettings: [String: String] = [
    "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off", "enable_hashjoin": "off",
    "enable_mergejoin": "off",
  ]
  /// Settings of the bulk connections' sessions besides. Histories group some hundred thousand rows, which had better not
  /// go through files; the connections are few. To start parallel workers takes longer than to count 200,000 entries of an
  /// index, which PostgreSQL reckons otherwise (its own cost is 1000): histories have them, counts do not.
  public var bulkSettings: [String: String] = ["work_mem": "32MB", "parallel_setup_cost": "4000"]

  /// Connections that carry batches.
  public var laneConnections = 3
  /// Connections for `Lane.read`; without any such reads go to the lanes.
  public var readerConnections = 1
  /// Connections for `Lane.bulk`.
  public var bulkConnections = 1
  /// Connections for transactions, opened when one is wanted.
  public var exclusiveConnections = 1

  /// How long one statement may run on the server; zero is for ever.
  public var statementTimeout: Duration = .seconds(10)
  /// How long one attempt to connect may take, for each host.
  public var connectTimeout: Duration = .seconds(5)
  /// How long statements wait for a connection that was lost before they fail as unavailable; after that all fail at
  /// once until it is back. Zero: when the first attempt to connect again fails.
  public var grace: Duration = .seconds(1)
  /// The delay between attempts to connect doubles from the lower bound to the upper one.
  public var reconnectDelay: ClosedRange<Duration> = .milliseconds(100) ... .seconds(10)
  /// How often a statement is sent at most when it meets conflicts or lost connections.
  public var maximumTries = 3

  /// Statements that may wait for a lane; one more is `overloaded`.
  public var waitingStatements = 8192
  /// Statements that may wait for a bulk connection.
  public var waitingBulkStatements = 512
  /// Bytes of parameters that may wait, of lanes and bulk connections together.
  public var waitingBytes = 64 * 1024 * 1024
  /// Transactions that may wait for an exclusive connection.
  public var waitingTransactions = 64
  /// How long a transaction waits for an exclusive connection before it is `overloaded`.
  public var transactionWait: Duration = .seconds(30)
  /// The most statements of one batch.
  public var batchStatements = 128
  /// A batch takes no further statement once it has this many bytes of parameters.
  public var batchBytes = 1024 * 1024
  /// The least time between two notifications of commits (`Statement.channels`).
  public var notificationInterval: Duration = .milliseconds(20)
  /// The most statements that a connection keeps prepared; the rest are parsed each time.
  public var preparedStatements = 1000
  /// The most composed statements beside them of which a connection keeps the plan (`Statement.Planning.once`): a plan of many
  /// tables takes some hundred kilobytes of the server's memory.
  public var keptPlans = 100
  /// For how long a plan is kept, however often it is used: it was made for tables as large as they were then.
  public var keptPlanLifetime: Duration = .seconds(120)

  /// A host with its port.
  public struct Place: Sendable, Hashable {
    public var host: String
    public var port: Int

    public init(host: String, port: Int) {
      self.host = host
      self.port = port
    }
  }

  public init() {}

  /// All hosts, in the order in which they are tried.
  var places: [Place] { [Place(host: host, port: port)] + otherHosts }

  /// All that carry statements, without those for transactions.
  public var pooledConnections: Int { max(1, laneConnections) + max(0, readerConnections) + max(0, bulkConnections) }

  /// The same for a connection that is a lane or reads by key.
  var ofLane: DatabaseConfiguration { with(laneSettings) }

  /// The same for a bulk connection.
  var ofBulk: DatabaseConfiguration { with(bulkSettings) }

  private func with(_ settings: [String: String]) -> DatabaseConfiguration {
    var configuration = self
    configuration.sessionSettings.merge(settings) { own, _ in own }
    return configuration
  }
}

extension DatabaseConfiguration: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Where the database is; without the password.
  public var description: String {
    let user = user.map { "\($0)@" } ?? ""
    let places = places.map { "\($0.host):\($0.port)" }.joined(separator: ",")
    return "postgresql://\(user)\(places)/\(database ?? "")"
  }

  public var debugDescription: String { description }

  /// Shows no more than the description, so that a dump has no password either.
  public var customMirror: Mirror { Mirror(self, children: ["url": description]) }
}
