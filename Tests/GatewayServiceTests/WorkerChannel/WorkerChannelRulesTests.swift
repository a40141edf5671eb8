internal import HTTP
internal import Store
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite("What connected workers say and are told")
struct WorkerChannelRulesTests {
  private static let consumer = "11111111-1111-4111-8111-111111111111"
  private static let message = "22222222-2222-4222-8222-222222222222"

  private func frame(_ type: String, _ payload: String, bytes: Int = 4096, names: Int = 4) -> WorkerChannelFrame? {
    let text = #"{"type":"\#(type)","id":"\#(Self.message)","sent_at":"2026-01-01T00:00:00Z","payload":{\#(payload)}}"#
    return WorkerChannelFrame(.text(Array(text.utf8)), limits: .init(bytes: bytes, names: names))
  }

  private func hello(
    _ more: String = "", capabilities: String = "", versions: String = "work_pool_worker_channel.v1", names: Int = 4
  ) -> WorkerChannelFrame? {
    frame(
      "worker.hello.v1",
      #"""
      "consumer_id":"\#(Self.consumer)","worker_name":"w","worker_type":"process","heartbeat_interval_seconds":30,
      "supported_channel_versions":["\#(versions)"],
      "requested_capabilities":["worker_heartbeat.v1","work_pool_snapshot.v1"\#(capabilities)]\#(more)
      """#, names: names)
  }

  private func cleaner(_ concurrency: Int) throws -> WorkerChannelRules {
    let frame = hello(
      #","handled_cleanup_kinds":["cancelling_timeout_teardown.v1"],"max_cleanup_concurrency":\#(concurrency)"#,
      capabilities: #","cleanup_delivery.v1","new.v9""#)
    return WorkerChannelRules(try WorkerChannelRules.opening(frame).get())
  }

  @Test("A hello opens the conversation; another version and anything else do not")
  func opens() throws {
    #expect(try WorkerChannelRules.opening(hello()).get().workerName == "w")
    for (frame, closing) in [
      (hello(versions: "v0"), WorkerChannelClosing.unsupportedVersion), (hello(#","zip":1"#), .protocolError),
      (frame("worker.hello.v1", ""), .protocolError), (frame("cleanup.ack.v1", ""), .protocolError),
      (nil, .protocolError),
    ] {
      #expect(throws: WorkerChannelRules.Refusal(closing: closing)) { try WorkerChannelRules.opening(frame).get() }
    }
  }

  @Test("Clean-up messages are delivered to workers that ask for the capability, kinds and a number")
  func accepts() throws {
    var rules = try cleaner(2)
    #expect(rules.hello.acceptedCapabilities.last == WorkerHello.cleanupCapability)
    #expect(rules.hello.rejectedCapabilities == ["new.v9"])
    #expect(try !cleaner(0).hello.acceptsCleanup)
    let now = Timestamp(microseconds: 0)
    func takes(_ kind: WorkerCleanupKind = .cancellingTimeout, after seconds: Int = 0) -> Bool {
      rules.takes([kind.rawValue], at: now + .seconds(seconds))
    }
    func settles(_ token: String, _ status: WorkerCleanupStatus, until expiry: Timestamp? = nil) -> Bool {
      rules.settle(token, status, leaseExpires: expiry)
    }
    #expect(!takes(.pendingClaim))
    rules.hold("a", until: now + .seconds(1))
    #expect(takes())
    rules.hold("b", until: now + .seconds(3))
    #expect(!takes())
    // A lease that is over, or was given up, leaves room; one that is renewed does not.
    #expect(takes(after: 2))
    rules.hold("c", until: now + .seconds(9))
    #expect(!settles("b", .accepted, until: now + .seconds(9)))
    #expect(!takes(after: 4))
    #expect(!settles("b", .error))
    #expect(settles("b", .notFound))
    #expect(!settles("b", .accepted))
    #expect(takes(after: 4))
  }

  @Test("A kind without the capability is refused, and a number of clean-ups defaults to one")
  func defaults() throws {
    let kinds = #","handled_cleanup_kinds":["pending_claim_teardown.v1"]"#
    #expect(hello(kinds) == nil)
    guard case .hello(let hello) = hello(kinds, capabilities: #","cleanup_delivery.v1""#) else {
      Issue.record("no hello")
      return
    }
    #expect(hello.cleanupConcurrency == 1 && hello.acceptsCleanup)
  }

  @Test("Long lists of names and large frames are refused")
  func bounds() {
    #expect(hello(#","work_queue_names":["a","b","c","d"]"#) != nil)
    #expect(hello(#","work_queue_names":["a","b","c","d","e"]"#) == nil)
    let payload = #""consumer_id":"\#(Self.consumer)","worker_name":"w","heartbeat_interval_seconds":30"#
    #expect(frame("worker.heartbeat.v1", payload, bytes: 4096) != nil)
    #expect(frame("worker.heartbeat.v1", payload, bytes: 100) == nil)
    #expect(WorkerChannelFrame(.binary([]), limits: .init(bytes: 9, names: 9)) == nil)
  }

  @Test("A heartbeat is recorded if it is the worker's own, and a second hello ends the conversation")
  func reacts() throws {
    let rules = WorkerChannelRules(try WorkerChannelRules.opening(hello()).get())
    func closes(_ frame: WorkerChannelFrame?) -> Bool {
      if case .close(.protocolError) = rules.reaction(to: frame) { true } else { false }
    }
    func heartbeat(_ name: String, of consumer: String = Self.consumer) -> WorkerChannelFrame? {
      frame(
        "worker.heartbeat.v1", #""consumer_id":"\#(consumer)","worker_name":"\#(name)","heartbeat_interval_seconds":3"#)
    }
    guard case .record(let recorded) = rules.reaction(to: heartbeat("w")) else {
      Issue.record("not recorded")
      return
    }
    #expect(recorded.intervalSeconds == 3)
    #expect(closes(heartbeat("x")) && closes(heartbeat("w", of: Self.message)) && closes(hello()) && closes(nil))
    let ack = frame("cleanup.ack.v1", #""message_id":"\#(Self.message)","reservation_token":"t""#)
    guard case .refuse = rules.reaction(to: ack), case .operate(let call) = try cleaner(1).reaction(to: ack) else {
      Issue.record("not refused, or not carried out")
      return
    }
    #expect(call.operation == .ack && call.token == "t")
  }

  @Test("Changes that come before a snapshot is sent share it, and snapshots are numbered")
  func coalesces() throws {
    var rules = try cleaner(1)
    #expect(!rules.isSnapshotDue)
    let isFirst = [rules.invalidate(.reconciliation), rules.invalidate(.updated)]
    #expect(isFirst == [true, false])
    let first = rules.takeSnapshot()
    #expect(first?.number == 2 && first?.reason == .updated)
    let none = rules.takeSnapshot()
    #expect(none == nil)
    _ = rules.invalidate(.reconciliation)
    let second = rules.takeSnapshot()
    #expect(second?.number == 3)
  }
}
