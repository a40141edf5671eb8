internal import Observability
internal import Postgres
internal import Testing
internal import Values

@Suite("The notification hub")
struct NotificationHubTests {
  @Test("A notification reaches the handlers of its channel, with its payload")
  func delivery() async throws {
    try await TestServer.withDatabase { bench async throws in
      let channel = "chän\"nel_\(bench.schema)"
      let inbox = Inbox<Notification>()
      let hub = NotificationHub(loop: bench.loop, configuration: bench.configuration, logger: .silent)
      hub.listen(channel) { inbox.put($0) }
      hub.listen("other_\(bench.schema)") { _ in Issue.record("a notification of another channel") }
      hub.start()
      try await hub.waitUntilListening()
      _ = try await bench.database.run(
        Statement("notify", "SELECT pg_notify($1, $2)::text"), [.text(channel), .text("payload 1")])
      let notification = try #require(await inbox.next())
      #expect(notification.channel == channel)
      #expect(notification.payload == "payload 1")
      await hub.shutdown()
    }
  }

  @Test("A channel can be added while the hub is connected")
  func later() async throws {
    try await TestServer.withDatabase { bench async throws in
      let inbox = Inbox<String>()
      let hub = NotificationHub(loop: bench.loop, configuration: bench.configuration, logger: .silent)
      hub.start()
      try await hub.waitUntilListening()
      hub.listen(bench.schema) { inbox.put($0.payload) }
      try await hub.waitUntilListening()
      _ = try await bench.database.run(
        Statement("notify", "SELECT pg_notify($1, $2)::text"), [.text(bench.schema), .text("")])
      #expect(await inbox.next() == "")
      await hub.shutdown()
    }
  }

  @Test("After a lost connection it listens again, says so, and hears what is sent then")
  func reconnect() async throws {
    try await TestServer.withDatabase { bench async throws in
      let inbox = Inbox<String>()
      let renewals = Inbox<Void>()
      let log = LogKeeper()
      var configuration = bench.configuration
      configuration.reconnectDelay = .milliseconds(10)...Duration.milliseconds(20)
      let hub = NotificationHub(loop: bench.loop, configuration: configuration, logger: log.logger) {
        renewals.put(())
      }
      hub.listen(bench.schema) { inbox.put($0.payload) }
      hub.start()
      #expect(await renewals.next() != nil)
      let ended = try await bench.database.run(bench.terminate(where: "query LIKE 'LISTEN%'"))
      #expect(ended.count == 1)
      #expect(await renewals.next() != nil)
      _ = try await bench.database.run(
        Statement("notify", "SELECT pg_notify($1, $2)::text"), [.text(bench.schema), .text("again")])
      #expect(await inbox.next() == "again")
      await hub.shutdown()
      #expect(log.count(of: "LISTEN connection lost: ") == 1)
      #expect(log.count(of: "LISTEN connection restored") == 1)
    }
  }
}

@Suite("A commit is told")
struct CommitNotificationTests {
  @Test("to the channel that its statement names, from a batch as from a transaction")
  func delivery() async throws {
    try await TestServer.withDatabase { bench async throws in
      let inbox = Inbox<Void>()
      let hub = NotificationHub(loop: bench.loop, configuration: bench.configuration, logger: .silent)
      hub.listen(bench.schema) { _ in inbox.put(()) }
      hub.start()
      try await hub.waitUntilListening()
      let statement = Statement("told", "/* NOTIFY \(bench.schema) */ SELECT 1")
      _ = try await bench.database.run(statement)
      #expect(await inbox.next() != nil)
      try await bench.database.transaction { transaction in _ = try await transaction.run(statement) }
      #expect(await inbox.next() != nil)
      await hub.shutdown()
    }
  }
}
