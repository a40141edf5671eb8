internal import Observability
internal import Postgres
internal import Reactor
internal import Synchronization
internal import Testing
internal import Values

extension Bench {
  /// Runs all of `statements` at once: they reach the database in one turn of its loop, in their order.
  func runTogether(
    _ statements: [(Statement, [SQLValue])], on lane: Lane = .any
  ) async -> [Result<Rows, DatabaseError>] {
    await withTaskGroup(of: (Int, Result<Rows, DatabaseError>).self) { group in
      for (index, (statement, values)) in statements.enumerated() {
        group.addTask(executorPreference: loop) {
          do throws(DatabaseError) {
            return (index, .success(try await database.run(statement, values, on: lane)))
          } catch {
            return (index, .failure(error))
          }
        }
      }
      var results = [Result<Rows, DatabaseError>?](repeating: nil, count: statements.count)
      for await (index, result) in group { results[index] = result }
      return results.compactMap { $0 }
    }
  }

  /// Holds a lock, under which the statement that `body` gets waits, until `body` returns.
  func whileBlocking<R>(_ body: (_ blocked: String) async throws -> R) async throws -> R {
    let key = Int64.random(in: 1...Int64.max)
    return try await database.transaction { transaction in
      _ = try await transaction.run(Statement("", "SELECT pg_advisory_xact_lock(\(key))::text"))
      return try await body("SELECT pg_advisory_xact_lock_shared(\(key))::text")
    }
  }

  /// Asks the server over and over until a condition of it holds.
  func wait(until condition: String, on lane: Lane = .bulk, _ observer: Database? = nil) async throws {
    while true {
      let statement = Statement("", "SELECT (\(condition))", isRepeatable: true)
      let rows = try await (observer ?? database).run(statement, on: lane)
      var reader = try #require(rows.first).reader()
      if try reader.bool() { return }
    }
  }

  /// Waits until so many of this test's statements wait for a lock.
  func waitUntilBlocked(_ count: Int, on lane: Lane = .bulk, as observer: Database? = nil) async throws {
    try await wait(
      until: """
        SELECT count(*) = \(count) FROM pg_stat_activity
        WHERE wait_event = 'advisory' AND application_name = '\(configuration.applicationName)'
        """, on: lane, observer)
  }

  /// SQL that ends the server's processes of this test that match a condition.
  func terminate(where condition: String) -> Statement {
    Statement(
      "",
      """
      SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
      WHERE application_name = '\(configuration.applicationName)' AND pid <> pg_backend_pid() AND \(condition)
      """)
  }
}

/// Keeps what is logged.
final class LogKeeper: Sendable {
  private let lines = Mutex<[String]>([])

  var logger: Logger {
    Logger(service: "test") { line in
      let text = String(decoding: line, as: UTF8.self)
      self.lines.withLock { $0.append(text) }
    }
  }

  func count(of text: String) -> Int {
    lines.withLock { lines in lines.count { $0.contains(text) } }
  }
}

/// Values that arrive on the loop, for a test that waits for them.
struct Inbox<Value: Sendable>: Sendable {
  private let stream: AsyncStream<Value>
  private let continuation: AsyncStream<Value>.Continuation

  init() {
    (stream, continuation) = AsyncStream.makeStream()
  }

  func put(_ value: Value) { continuation.yield(value) }

  func next() async -> Value? {
    var iterator = stream.makeAsyncIterator()
    return await iterator.next()
  }
}
