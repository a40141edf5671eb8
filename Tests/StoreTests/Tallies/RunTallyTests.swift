import Models
import Postgres
import Testing
import Values

@testable import Store

/// What is counted by tallies is what is counted run by run, whatever has happened to the runs since.
@Suite struct RunTallyTests {
  private static let now = WallClock.system.now()

  @Test("While nobody tallies, the changes of a slot are noted a few times at most, and are tallied in the end")
  func mergesChanges() async throws {
    try await StoreBench.run { bench in
      let repository = TallyRepository(database: bench.database)
      func note(_ count: Int) async throws {
        try await bench.change(
          """
          INSERT INTO apus.tally_change
          SELECT 'flow_run', apus.tally_slot(now() - interval '1 day' - make_interval(mins => 5 * (g % 20)::int))
          FROM generate_series(1, $1) g
          """, [.int8(Int64(count))])
      }
      let notes = "SELECT count(*) FROM apus.tally_change"
      try await repository.pass()
      try await note(TallyRepository.manyChanges)
      #expect(try await repository.mergeChanges() == 0)
      try await note(20)
      #expect(try await repository.mergeChanges() == TallyRepository.manyChanges)
      #expect(try await bench.text(notes) == "20")
      try await repository.pass()
      #expect(try await bench.text(notes) == "0")
    }
  }

  @Test("Counts and histories by tallies are those of the runs, before and after changes", arguments: [1, 2])
  func equal(seed: UInt64) async throws {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    try await StoreBench.run { bench in
      let repository = TallyRepository(database: bench.database)
      try await RunTallyTests.fill(bench, seed)
      try await compare(in: bench, &dice)
      try await repository.pass()
      #expect(try await bench.text("SELECT sum(count) > 1000 FROM apus.task_run_tally WHERE key = ''") == "true")
      #expect(try await bench.text("SELECT sum(count) > 500 FROM apus.flow_run_tally WHERE key = ''") == "true")
      #expect(
        try await bench.text("SELECT count(DISTINCT slot) > 1 FROM apus.flow_run_day_tally WHERE key <> ''") == "true")
      let ahead = "SELECT count(*) > 50 FROM apus.flow_run_tally WHERE slot >= clock_timestamp() + interval '1 hour'"
      #expect(try await bench.text(ahead) == "true")
      let days = "SELECT count(DISTINCT slot) > 1 FROM apus.flow_run_day_tally WHERE slot >= clock_timestamp()"
      #expect(try await bench.text(days) == "true")
      try await compare(in: bench, &dice)
      for sql in RunTallyTests.changes {
        try await bench.change(sql)
        try await compare(in: bench, &dice, times: 6)
      }
      #expect(try await bench.text("SELECT count(*) > 0 FROM apus.tally_change") == "true")
      try await repository.pass()
      // What is left are slots with a run that is in a state of the future.
      let early = "state_type = 'RUNNING' AND total_run_time + (clock_timestamp() - state_timestamp) < interval '0'"
      let left = """
        SELECT count(*) FROM apus.tally_change WHERE (slot < apus.tallied_until(relation)
          OR slot >= clock_timestamp() + interval '1 hour' AND slot < apus.tallied_ahead(relation))
          AND slot NOT IN (SELECT slot FROM apus.flow_run_fact WHERE \(early) AND slot IS NOT NULL)
          AND slot NOT IN (SELECT slot FROM apus.task_run_fact WHERE \(early) AND slot IS NOT NULL)
        """
      #expect(try await bench.text(left) == "0")
      #expect(try await bench.text("SELECT count(*) FROM apus.day_tally_change") == "0")
      #expect(try await bench.text("SELECT count(*) FROM apus.hour_tally_change") == "0")
      try await compare(in: bench, &dice)

      // As if time had gone on by two days since, and the scheduler had not run: what was tallied ahead is tallied anew.
      try await bench.change("UPDATE apus.tally_progress SET past = past - interval '2 days'")
      try await bench.change(
        "UPDATE apus.flow_run_tally SET count = count + 1 WHERE slot >= now() - interval '40 hours'")
      try await bench.change("UPDATE apus.tally_progress SET ahead = NULL")
      try await repository.pass()
      try await compare(in: bench, &dice)
    }
  }

  @Test("Tallies of the time to come count as long as they are half an hour ahead, and of the tables that there are")
  func ahead() async throws {
    try await StoreBench.run { bench in
      try await RunTallyTests.fill(bench, 3)
      let runs = FlowRunRepository(database: bench.database)
      try await TallyRepository(database: bench.database).pass()
      #expect(try await runs.count(EntityFilters()) == 700)
      let youngest =
        "SELECT min(slot) >= clock_timestamp() + interval '59 minutes' FROM apus.flow_run_tally WHERE slot > now()"
      #expect(try await bench.text(youngest) == "true")
      func check(_ since: String) async throws -> String? {
        try await bench.text("SELECT apus.still_tallied_ahead('flow_run', now() + interval '\(since)', now())")
      }
      #expect(try await check("31 minutes") == "true")
      await #expect(throws: DatabaseError.self) { try await check("29 minutes") }
      // Whoever was told that they count reads the runs instead.
      try await bench.change(
        "UPDATE apus.tally_progress SET ahead = now() + interval '2 hours' WHERE relation = 'flow_run'")
      #expect(try await runs.count(EntityFilters()) == 700)
      try await bench.change("TRUNCATE flow_run CASCADE")
      #expect(try await bench.text("SELECT apus.tallied_ahead('flow_run')") == "-infinity")
      #expect(try await runs.count(EntityFilters()) == 0)
    }
  }

  @Test("Runs of which each is under way are found by their state, others by tallies")
  func underWay() {
    func tallies(_ types: StateType...) -> TallyCondition? {
      var filters = EntityFilters()
      filters.flowRuns = FlowRunFilter()
      filters.flowRuns?.state = StateFilter(type: StateTypeFilter(any: types))
      return filters.flowRunTallies
    }
    #expect(tallies(.running) == nil && tallies(.pending, .cancelling, .paused) == nil)
    #expect(tallies(.scheduled) != nil && tallies(.scheduled, .running) != nil && tallies(.failed) != nil)
  }

  @Test("Tables that are emptied or made anew are tallied anew")
  func anew() async throws {
    try await StoreBench.run { bench in
      let repository = TallyRepository(database: bench.database)
      let tasks = TaskRunRepository(database: bench.database)
      try await RunTallyTests.fill(bench, 7)
      try await repository.pass()
      #expect(try await tasks.count(EntityFilters()) == 3000)
      try await bench.change("TRUNCATE task_run CASCADE")
      #expect(try await tasks.count(EntityFilters()) == 0)
      #expect(try await bench.text("SELECT apus.tallied_until('task_run')") == "-infinity")
      try await repository.pass()
      #expect(try await bench.text("SELECT isfinite(apus.tallied_until('task_run'))") == "true")
      #expect(try await tasks.count(EntityFilters()) == 0)
      #expect(try await FlowRunRepository(database: bench.database).count(EntityFilters()) == 0)

      try await bench.change("ALTER TABLE task_run RENAME TO old_task_run")
      try await bench.change("CREATE TABLE task_run (LIKE old_task_run INCLUDING DEFAULTS)")
      try await bench.change("INSERT INTO task_run (task_key, dynamic_key, name) VALUES ('a', 'b', 'c')")
      #expect(try await tasks.count(EntityFilters()) == 1)
      #expect(try await bench.text("SELECT apus.tallied_until('task_run')") == "-infinity")
      try await repository.pass()
      #expect(try await bench.text("SELECT isfinite(apus.tallied_until('task_run'))") == "true")
      try await bench.change(
        """
        INSERT INTO task_run (task_key, dynamic_key, name, expected_start_time)
        VALUES ('a', 'b', 'c', now() - interval '1 day')
        """)
      #expect(try await tasks.count(EntityFilters()) == 2)
    }
  }

  @Test("Nothing is tallied of the last hour, and nothing twice")
  func bounds() async throws {
    try await StoreBench.run { bench in
      try await RunTallyTests.fill(bench, 5)
      let repository = TallyRepository(database: bench.database)
      for _ in 1...2 {
        try await repository.pass()
        let youngest = "SELECT max(slot) + interval '65 minutes' <= clock_timestamp() FROM apus.task_run_tally"
        #expect(try await bench.text(youngest) == "true")
        let counted = try await bench.text("SELECT sum(count) FROM apus.task_run_tally WHERE key = ''")
        let there = try await bench.text(
          "SELECT count(*) FROM task_run WHERE expected_start_time < apus.tallied_until('task_run')")
        #expect(counted == there)
      }
      async let first: Void = repository.pass()
      async let second: Void = repository.pass()
      _ = try await (first, second)
      #expect(try await TaskRunRepository(database: bench.database).count(EntityFilters()) == 3000)
    }
  }

  // MARK: - Comparing

  private func compare(in bench: StoreBench, _ dice: inout Dice, times: Int = 24) async throws {
    let clock = WallClock { RunTallyTests.now }
    let flowRuns = FlowRunRepository(database: bench.database, clock: clock)
    let taskRuns = TaskRunRepository(database: bench.database, clock: clock)
    for _ in 0..<times {
      let (runs, tasks) = (RunTallyTests.filters(of: .flowRuns, &dice), RunTallyTests.filters(of: .taskRuns, &dice))
      let known = try await runs.knowingQueues(from: bench.database)
      #expect(known.flowRunTallies != nil && tasks.taskRunTallies != nil)
      let history = try RunTallyTests.history(&dice)

      let runCount = QueryText.count(from: "flow_run r", where: runs.flowRunCondition)
      #expect(try await flowRuns.count(runs) == count(runCount, in: bench), "\(runs)")
      let taskCount = QueryText.count(from: "task_run t", where: tasks.taskRunCondition)
      #expect(try await taskRuns.count(tasks) == count(taskCount, in: bench), "\(tasks)")

      let states = QueryText.countByState(from: "task_run t", where: tasks.taskRunCondition)
      var byState: [StateType: Int] = [:]
      for row in try await bench.database.run(states.statement, states.values) {
        var reader = row.reader()
        byState[try reader.stateType()] = try reader.int()
      }
      #expect(try await taskRuns.countByState(tasks) == byState, "\(tasks)")

      let lateness = QueryText.lateness(
        of: "r", from: "flow_run r", where: runs.flowRunCondition, at: RunTallyTests.now)
      let read = try await bench.database.run(lateness.statement, lateness.values).first.map { row in
        var reader = row.reader()
        return try reader.optionalDouble()
      }
      let tallied = try await flowRuns.lateness(runs)
      #expect(tallied == nil && read == .some(nil) || abs((tallied ?? -9) - ((read ?? nil) ?? -7)) < 0.001, "\(runs)")

      let ofRuns = QueryText.history(
        history, of: "r", from: "flow_run r", where: runs.flowRunCondition, at: RunTallyTests.now)
      try await compare(
        flowRuns.history(history, runs), history.parts(bench.database.run(ofRuns.statement, ofRuns.values)))
      let ofTasks = QueryText.history(
        history, of: "t", from: "task_run t", where: tasks.taskRunCondition, at: RunTallyTests.now)
      try await compare(
        taskRuns.history(history, tasks), history.parts(bench.database.run(ofTasks.statement, ofTasks.values)))
    }
  }

  private func compare(_ tallied: [RunHistoryPart], _ read: [RunHistoryPart]) {
    #expect(tallied.map(\.start) == read.map(\.start) && tallied.map(\.end) == read.map(\.end))
    for (tallied, read) in zip(tallied.map(\.states), read.map(\.states)) {
      #expect(tallied.map(\.type) == read.map(\.type) && tallied.map(\.name) == read.map(\.name))
      #expect(tallied.map(\.count) == read.map(\.count))
      for (tallied, read) in zip(tallied, read) {
        #expect(abs(tallied.runTime - read.runTime) < 0.001 && abs(tallied.lateness - read.lateness) < 0.001)
      }
    }
  }

  private func count(_ query: QueryText, in bench: StoreBench) async throws -> Int {
    try await bench.database.run(query.statement, query.values).count(column: 0)
  }

  // MARK: - Questions

  private static func moment(_ dice: inout Dice) -> Timestamp {
    let moment = now - .seconds(Int64.random(in: -300_000...300_000, using: &dice))
    guard dice.once(in: 3) else { return moment }
    return Timestamp(microseconds: moment.microseconds / 600_000_000 * 600_000_000)
  }

  private static func times(_ dice: inout Dice, canBeNull: Bool = false) -> TimeFilter? {
    guard !dice.once(in: 2) else { return nil }
    var filter = TimeFilter()
    if !dice.once(in: 3) { filter.after = moment(&dice) }
    if !dice.once(in: 3) { filter.before = moment(&dice) }
    if canBeNull, dice.once(in: 4) { filter.isNull = dice.once(in: 2) }
    return filter
  }

  private static func states(_ dice: inout Dice) -> StateFilter? {
    guard !dice.once(in: 2) else { return nil }
    var filter = StateTypeFilter()
    if dice.once(in: 2) {
      filter.any = [dice.once(in: 2) ? .completed : .scheduled] + StateType.allCases.filter { _ in dice.once(in: 2) }
    }
    if dice.once(in: 3) { filter.notAny = StateType.allCases.filter { _ in dice.once(in: 4) } }
    return StateFilter(type: filter)
  }

  private static func tags(_ dice: inout Dice) -> TagsFilter? {
    let tag = ["even", "five", "gone"][Int.random(in: 0..<3, using: &dice)]
    return dice.once(in: 3) ? TagsFilter(all: [tag]) : dice.once(in: 3) ? TagsFilter(any: [tag]) : nil
  }

  private static func filters(of runs: Tallied, _ dice: inout Dice) -> EntityFilters {
    var filters = EntityFilters()
    if dice.once(in: 4) {
      filters.flows = FlowFilter()
      filters.flows?.id = IdentifierFilter(any: (0..<2).map { _ in flow(Int.random(in: 0..<5, using: &dice)) })
    }
    switch runs {
    case .flowRuns:
      if filters.flows == nil, dice.once(in: 4) {
        filters.workPools = WorkPoolFilter()
        filters.workPools?.name = TextFilter(any: dice.once(in: 2) ? ["pool0"] : ["pool0", "pool1"])
        if dice.once(in: 3) {
          filters.workQueues = WorkQueueFilter()
          filters.workQueues?.name = TextFilter(any: ["queue1", "queue2"])
        }
      }
      guard !dice.once(in: 8) else { break }
      var filter = FlowRunFilter()
      if filters.flows == nil { filter.tags = tags(&dice) }
      filter.state = states(&dice)
      filter.expectedStartTime = times(&dice)
      filter.startTime = times(&dice, canBeNull: true)
      if dice.once(in: 4) { filter.parentTaskRunID = IdentifierFilter(isNull: dice.once(in: 2)) }
      filters.flowRuns = filter
    case .taskRuns:
      if dice.once(in: 3) {
        filters.flowRuns = FlowRunFilter()
        filters.flowRuns?.expectedStartTime = times(&dice)
        if filters.flows == nil { filters.flowRuns?.tags = tags(&dice) }
        if dice.once(in: 3) { filters.flowRuns?.parentTaskRunID = IdentifierFilter(isNull: dice.once(in: 2)) }
      }
      guard !dice.once(in: 8) else { break }
      var filter = TaskRunFilter()
      filter.state = states(&dice)
      filter.expectedStartTime = times(&dice)
      filter.startTime = times(&dice, canBeNull: true)
      if dice.once(in: 3) { filter.subflowRuns = FlagFilter(value: dice.once(in: 2)) }
      filters.taskRuns = filter
    case .events: break
    }
    return filters
  }

  private static func history(_ dice: inout Dice) throws -> RunHistory {
    let start = moment(&dice)
    return try RunHistory(
      start: start, end: start + .seconds(Int64.random(in: 1...300_000, using: &dice)),
      intervalSeconds: dice.once(in: 2) ? 3600 : Double.random(in: 30...50_000, using: &dice))
  }

  // MARK: - Runs

  private static func flow(_ number: Int) -> UUID {
    UUID("00000000-0000-0000-0000-00000000000\(number)") ?? .random()
  }

  /// So many flows, flow runs and task runs, of the last three days and of the next.
  private static func fill(_ bench: StoreBench, _ seed: UInt64) async throws {
    try await bench.change(
      "INSERT INTO flow (id, name) SELECT ('00000000-0000-0000-0000-00000000000' || i)::uuid, i::text FROM generate_series(0, 4) i"
    )
    try await bench.change(
      "INSERT INTO work_pool (id, name, type) SELECT md5('pool' || i)::uuid, 'pool' || i, 'process' FROM generate_series(0, 1) i"
    )
    try await bench.change(
      """
      INSERT INTO work_queue (id, name, work_pool_id)
      SELECT md5('queue' || i)::uuid, 'queue' || i, md5('pool' || i % 2)::uuid FROM generate_series(0, 3) i
      """)
    let dice = "(abs(hashint8extended(i, $1)) % 1000)"
    let state = """
      (ARRAY['COMPLETED', 'FAILED', 'CRASHED', 'CANCELLED', 'RUNNING', 'PENDING', 'SCHEDULED', 'PAUSED', NULL])[1 + \(dice) % 9]
      """
    let columns = "state_type, state_name, state_timestamp, expected_start_time, start_time, total_run_time"
    let values = """
      \(state)::state_type, \(state) || \(dice) % 2, CASE WHEN \(dice) % 11 > 0 THEN due + interval '20 minutes' END,
      CASE WHEN \(dice) % 37 > 0 THEN due END,
      CASE \(dice) % 5 WHEN 0 THEN NULL WHEN 1 THEN due - interval '1 minute' WHEN 2 THEN due + interval '3 hours'
        ELSE due + interval '5 s' END,
      (\(dice) % 100 - 3) * interval '1.5 s'
      """
    let due = "(SELECT now() - interval '3 days' + interval '6 days' * (i::float8 / $2) AS due) d"
    try await bench.change(
      """
      INSERT INTO flow_run (id, name, flow_id, work_queue_id, tags, \(columns))
      SELECT md5('run' || i)::uuid, i::text, ('00000000-0000-0000-0000-00000000000' || i % 5)::uuid,
        CASE WHEN i % 6 < 4 THEN md5('queue' || i % 6)::uuid END,
        CASE i % 10 WHEN 0 THEN '["even", "five", "even"]' WHEN 2 THEN '["even"]' WHEN 4 THEN '["even", "x", 7]' WHEN 5 THEN '["five"]'
          WHEN 7 THEN jsonb_build_array(repeat('long', 900)) ELSE '[]' END::jsonb, \(values)
      FROM generate_series(1, $2::int) i, LATERAL \(due)
      """, [.int8(Int64(seed)), .int4(700)])
    try await bench.change(
      """
      INSERT INTO task_run (id, name, task_key, dynamic_key, flow_run_id, \(columns))
      SELECT md5('task' || i)::uuid, i::text, 'task', i::text,
        CASE WHEN i % 13 > 0 THEN md5('run' || 1 + (i + \(dice) % 40) % 700)::uuid END, \(values)
      FROM generate_series(1, $2::int) i, LATERAL \(due)
      """, [.int8(Int64(seed) + 1), .int4(3000)])
    try await bench.change(
      "UPDATE flow_run SET parent_task_run_id = md5('task' || name)::uuid WHERE name::int % 7 = 0")
  }

  /// What can happen to runs of long ago.
  private static let changes = [
    "UPDATE task_run SET state_type = 'COMPLETED', state_name = 'Completed' WHERE name::int % 97 = 5",
    "UPDATE flow_run SET state_type = 'FAILED', state_name = 'Failed', total_run_time = interval '9 s' WHERE name::int % 31 = 5",
    "UPDATE task_run SET start_time = now() - interval '1 day' WHERE name::int % 101 = 7",
    "UPDATE task_run SET expected_start_time = expected_start_time - interval '7 hours' WHERE name::int % 103 = 9",
    "UPDATE task_run SET expected_start_time = now() WHERE name::int % 107 = 9",
    "UPDATE flow_run SET expected_start_time = expected_start_time - interval '1 day' WHERE name::int % 41 = 9",
    "UPDATE flow_run SET parent_task_run_id = md5('task' || name)::uuid WHERE name::int % 19 = 3",
    "UPDATE flow_run SET parent_task_run_id = NULL WHERE name::int % 23 = 3",
    "UPDATE task_run SET flow_run_id = NULL WHERE name::int % 109 = 3",
    "DELETE FROM task_run WHERE name::int % 113 = 3",
    "DELETE FROM flow_run WHERE name::int % 47 = 3",
    """
    INSERT INTO flow_run (name, flow_id, state_type, state_name, expected_start_time, parent_task_run_id)
    SELECT '9', '00000000-0000-0000-0000-000000000001', 'COMPLETED', 'Completed', expected_start_time, id
    FROM task_run WHERE name::int % 117 = 3
    """,
    """
    INSERT INTO task_run (name, task_key, dynamic_key, flow_run_id, state_type, state_name, expected_start_time, start_time)
    SELECT '9', 'new', name, id, 'COMPLETED', 'Completed', expected_start_time, start_time FROM flow_run WHERE name::int % 17 = 3
    """,
    """
    UPDATE flow_run SET tags = '["five", "gone"]' WHERE name::int % 29 = 3
    """,
    "UPDATE flow_run SET work_queue_id = md5('queue1')::uuid WHERE name::int % 31 = 3",
    "DELETE FROM work_queue WHERE name = 'queue2'",
    "DELETE FROM flow WHERE name = '3'",
  ]
}
