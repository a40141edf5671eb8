internal import Postgres
internal import Testing
internal import Values

@Suite("Statements that serve many")
struct SharedStatementTests {
  /// Answers each caller with its number, its text, the sum of its list, and how many callers it served.
  private let answer = Statement(
    "answer",
    """
    WITH caller AS (
      SELECT * FROM unnest($1::int4[], $2::text[], $3::timestamptz[]) WITH ORDINALITY AS c(number, text, moment, place)
    )
    SELECT c.place, c.number, c.text, c.moment,
      (SELECT sum(i.value) FROM unnest($4::int4[], $5::int4[]) AS i(owner, value) WHERE i.owner = c.number)::int8,
      count(*) OVER ()
    FROM caller c WHERE c.number % 7 <> 0 ORDER BY c.number DESC
    """, servesMany: true)

  private func values(_ number: Int32) -> [SQLValue] {
    let list = (0..<(number % 4)).map { $0 + number }
    return [
      .int4(number), .text(number % 3 == 0 ? nil : "text \(number)"),
      .timestamp(number % 5 == 0 ? nil : Timestamp(microseconds: Int64(number))),
      .int4s(list.map { _ in number }), .int4s(list),
    ]
  }

  private func check(_ rows: Rows, of number: Int32) throws -> Int {
    guard number % 7 != 0 else {
      #expect(rows.isEmpty && rows.affected == 0)
      return 0
    }
    #expect(rows.count == 1 && rows.affected == 1)
    var reader = try #require(rows.first).reader()
    #expect(try reader.int() == Int(number))
    #expect(try reader.optionalText() == (number % 3 == 0 ? nil : "text \(number)"))
    #expect(try reader.optionalTimestamp() == (number % 5 == 0 ? nil : Timestamp(microseconds: Int64(number))))
    let sum = (0..<(number % 4)).reduce(0) { $0 + $1 + number }
    #expect(try reader.optionalInt() == (number % 4 == 0 ? nil : Int(sum)))
    return try reader.int()
  }

  @Test("Each caller gets its own rows and values, and many are served at once")
  func shares() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      var most = 0
      let results = await bench.runTogether((0..<60).map { (answer, values($0)) })
      for (number, result) in results.enumerated() { most = max(most, try check(result.get(), of: Int32(number))) }
      #expect(most > 1)
    }
  }

  @Test("One caller alone is served the same way, in a transaction, too")
  func alone() async throws {
    try await TestServer.withDatabase { bench async throws in
      #expect(try await check(bench.database.run(answer, values(10)), of: 10) == 1)
      let rows = try await bench.database.transaction { try await $0.run(answer, values(11)) }
      #expect(try check(rows, of: 11) == 1)
      #expect(try await check(bench.database.run(answer, values(3), on: .bulk), of: 3) == 1)
    }
  }

  @Test("Other statements of the same batch have their own answers")
  func mixed() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      let plain = Statement("plain", "SELECT $1::int4")
      let results = await bench.runTogether(
        (0..<40).map { $0 % 2 == 0 ? (plain, [.int4($0)]) : (answer, values($0)) })
      for (number, result) in results.enumerated() {
        if number % 2 == 0 {
          var reader = try #require(try result.get().first).reader()
          #expect(try reader.int() == number)
        } else {
          _ = try check(result.get(), of: Int32(number))
        }
      }
    }
  }

  @Test("Values that raise fail their own caller only, whoever is served with it")
  func raising() async throws {
    try await TestServer.withDatabase {
      $0.laneConnections = 1
    } _: { bench async throws in
      try await bench.script("CREATE TABLE item (id int4 CONSTRAINT item_key PRIMARY KEY)")
      let insert = Statement(
        "insert_items",
        """
        WITH caller AS (SELECT * FROM unnest($1::int4[]) WITH ORDINALITY AS c(number, place)),
        written AS (INSERT INTO item SELECT number FROM caller RETURNING id)
        SELECT c.place, c.number FROM caller c JOIN written w ON w.id = c.number
        """, servesMany: true)
      _ = try await bench.database.run(insert, [.int4(5)])
      let results = await bench.runTogether((0..<30).map { (insert, [.int4($0)]) })
      for (number, result) in results.enumerated() {
        if number == 5 {
          let expected = DatabaseError.constraint(
            kind: .unique, name: "item_key", detail: "Key (id)=(5) already exists.")
          #expect(throws: expected) { try result.get() }
        } else {
          #expect(try result.get().count == 1)
        }
      }
      #expect(try await bench.number("SELECT count(*) FROM item") == 30)
    }
  }
}
