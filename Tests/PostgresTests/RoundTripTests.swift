internal import Postgres
internal import Testing
internal import Values

@Suite("Values through the server and back")
struct RoundTripTests {
  private let id = UUID.random()
  private let moment = Timestamp(microseconds: 1_700_000_000_123_456)

  @Test("Every single value comes back as it was sent")
  func scalars() async throws {
    try await TestServer.withDatabase { bench async throws in
      let sql = "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"
      let rows = try await bench.database.run(
        Statement("scalars", sql),
        [
          .uuid(id), .text("naïve 🎈 'quote'"), .bool(true), .int2(-7), .int4(.min), .int8(.max), .float8(-0.125),
          .timestamp(moment), .interval(.microseconds(-1)), .jsonb(Array(#"{"a": [1, null]}"#.utf8)),
          .json(Array(#"{"b":1}"#.utf8)), .bytes([0, 1, 255]),
        ])
      #expect(rows.count == 1)
      #expect(rows.affected == 1)
      var reader = try #require(rows.first).reader()
      #expect(try reader.uuid() == id)
      #expect(try reader.text() == "naïve 🎈 'quote'")
      #expect(try reader.bool())
      #expect(try reader.int() == -7)
      #expect(try reader.int() == Int(Int32.min))
      #expect(try reader.int() == Int.max)
      #expect(try reader.double() == -0.125)
      #expect(try reader.timestamp() == moment)
      #expect(try reader.interval() == .microseconds(-1))
      #expect(try reader.jsonb() == Array(#"{"a": [1, null]}"#.utf8))
      #expect(try reader.jsonb() == Array(#"{"b":1}"#.utf8))
      #expect(try reader.bytes() == [0, 1, 255])
    }
  }

  @Test("A NULL of every type comes back as nil")
  func nulls() async throws {
    try await TestServer.withDatabase { bench async throws in
      let rows = try await bench.database.run(
        Statement("nulls", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::int4"),
        [
          .uuid(nil), .text(nil), .bool(nil), .int2(nil), .float8(nil), .timestamp(nil), .interval(nil), .jsonb(nil),
          .json(nil), .bytes(nil), .null,
        ])
      var reader = try #require(rows.first).reader()
      #expect(try reader.isNull())
      #expect(try reader.optionalUUID() == nil)
      #expect(try reader.optionalText() == nil)
      #expect(try reader.optionalBool() == nil)
      #expect(try reader.optionalInt() == nil)
      #expect(try reader.optionalDouble() == nil)
      #expect(try reader.optionalTimestamp() == nil)
      #expect(try reader.optionalInterval() == nil)
      #expect(try reader.optionalJSONB() == nil)
      #expect(try reader.optionalJSONB() == nil)
      #expect(try reader.optionalBytes() == nil)
      #expect(try reader.optionalInt() == nil)
    }
  }

  @Test("Empty text, bytes and arrays are not NULL")
  func empties() async throws {
    try await TestServer.withDatabase { bench async throws in
      let rows = try await bench.database.run(
        Statement("empties", "SELECT $1, $2, $3, $4"), [.text(""), .bytes([]), .texts([]), .uuids([])])
      var reader = try #require(rows.first).reader()
      #expect(try reader.text() == "")
      #expect(try reader.bytes() == [])
      #expect(try reader.texts() == [])
      #expect(try reader.uuids() == [])
    }
  }

  @Test("Arrays come back as they were sent")
  func arrays() async throws {
    try await TestServer.withDatabase { bench async throws in
      let other = UUID.random()
      let json = [Array("[1]".utf8), Array("null".utf8)]
      let rows = try await bench.database.run(
        Statement("arrays", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12"),
        [
          .uuids([id, other]), .texts(["a", "", "{,\"}"]), .bools([true, false]), .int2s([-1, 2]),
          .int4s([1, .max]), .int8s([.min, 0]), .float8s([0.5, .infinity]), .timestamps([moment]),
          .intervals([.seconds(90_000), .zero]), .jsonbs(json), .jsons(json), .byteses([[], [0]]),
        ])
      var reader = try #require(rows.first).reader()
      #expect(try reader.uuids() == [id, other])
      #expect(try reader.texts() == ["a", "", "{,\"}"])
      #expect(try reader.bools() == [true, false])
      #expect(try reader.ints() == [-1, 2])
      #expect(try reader.ints() == [1, Int(Int32.max)])
      #expect(try reader.ints() == [Int.min, 0])
      #expect(try reader.doubles() == [0.5, .infinity])
      #expect(try reader.timestamps() == [moment])
      #expect(try reader.intervals() == [.seconds(90_000), .zero])
      #expect(try reader.jsonbs() == json)
      #expect(try reader.jsons() == json)
      #expect(try reader.byteses() == [[], [0]])
    }
  }

  @Test("Arrays with NULL elements come back as they were sent")
  func sparseArrays() async throws {
    try await TestServer.withDatabase { bench async throws in
      let rows = try await bench.database.run(
        Statement("sparse", "SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11::uuid[]"),
        [
          .optionalUUIDs([nil, id]), .optionalTexts(["a", nil]), .optionalBools([nil, true]),
          .optionalInt4s([nil, 4]), .optionalInt8s([8, nil]), .optionalFloat8s([nil, 1.5]),
          .optionalTimestamps([nil, moment]), .optionalIntervals([.seconds(1), nil]),
          .optionalJSONBs([Array("{}".utf8), nil]), .optionalJSONs([nil]), .null,
        ])
      var reader = try #require(rows.first).reader()
      #expect(try reader.optionalUUIDs() == [nil, id])
      #expect(try reader.optionalTexts() == ["a", nil])
      #expect(try reader.optionalBools() == [nil, true])
      #expect(try reader.optionalInts() == [nil, 4])
      #expect(try reader.optionalInts() == [8, nil])
      #expect(try reader.optionalDoubles() == [nil, 1.5])
      #expect(try reader.optionalTimestamps() == [nil, moment])
      #expect(try reader.optionalIntervals() == [.seconds(1), nil])
      #expect(try reader.optionalJSONBs() == [Array("{}".utf8), nil])
      reader.skip()
      #expect(try reader.uuidsIfPresent() == nil)
    }
  }

  @Test("The greatest and the least moment are infinity, and far ones keep their microseconds")
  func timestamps() async throws {
    try await TestServer.withDatabase { bench async throws in
      let far = Timestamp(microseconds: -62_135_596_800_000_000)
      let rows = try await bench.database.run(
        Statement("moments", "SELECT $1, $2, $3, $1 = 'infinity', $2 = '-infinity', $3 = '0001-01-01T00:00:00Z'"),
        [.timestamp(Timestamp(microseconds: .max)), .timestamp(Timestamp(microseconds: .min)), .timestamp(far)])
      var reader = try #require(rows.first).reader()
      #expect(try reader.timestamp().microseconds == .max)
      #expect(try reader.timestamp().microseconds == .min)
      #expect(try reader.timestamp() == far)
      #expect(try reader.bool())
      #expect(try reader.bool())
      #expect(try reader.bool())
    }
  }

  @Test("A day is the one in UTC, before 1970 and 2000 too")
  func dates() async throws {
    try await TestServer.withDatabase { bench async throws in
      let days = ["0001-01-01", "1969-12-31", "1970-01-01", "1999-12-31", "2000-01-01", "2026-11-29", "9999-12-31"]
      let moments = try days.flatMap { day in
        let numbers = try day.split(separator: "-").map { try #require(Int($0)) }
        let first = CivilTime(year: numbers[0], month: numbers[1], day: numbers[2]).timestamp
        return [first, Timestamp(microseconds: first.microseconds + 86_399_999_999)]
      }
      let rows = try await bench.database.run(Statement("dates", "SELECT $1::text[]"), [.dates(moments)])
      var reader = try #require(rows.first).reader()
      #expect(try reader.texts() == days.flatMap { [$0, $0] })
    }
  }

  @Test("A moment that PostgreSQL can't hold is refused, not changed")
  func timestampOutOfRange() async throws {
    try await TestServer.withDatabase { bench async throws in
      await #expect(throws: DatabaseError.self) {
        try await bench.database.run(
          Statement("before", "SELECT $1"), [.timestamp(Timestamp(microseconds: .min + 1))])
      }
    }
  }

  @Test("Intervals count days of 24 hours, months of 30 days and years of 365")
  func intervals() async throws {
    try await TestServer.withDatabase { bench async throws in
      let sql = "SELECT '1 day 02:00:00.5'::interval, '1 mon'::interval, '-1 year'::interval, $1::text"
      let rows = try await bench.database.run(Statement("spans", sql), [.text("x")])
      var reader = try #require(rows.first).reader()
      #expect(try reader.interval() == .seconds(86_400 + 7200) + .milliseconds(500))
      #expect(try reader.interval() == .seconds(30 * 86_400))
      #expect(try reader.interval() == .seconds(-365 * 86_400))
    }
  }

  @Test("Enums are read as text and written with a cast, alone and in arrays")
  func enums() async throws {
    try await TestServer.withDatabase { bench async throws in
      try await bench.script("CREATE TYPE mood AS ENUM ('GOOD', 'BAD')")
      let rows = try await bench.database.run(
        Statement("moods", "SELECT $1::mood, $2::text[]::mood[]"), [.text("BAD"), .texts(["GOOD", "BAD"])])
      var reader = try #require(rows.first).reader()
      #expect(try reader.text() == "BAD")
      #expect(try reader.texts() == ["GOOD", "BAD"])
    }
  }

  @Test("Reading a column as what it is not says which column it is and both types")
  func mismatch() async throws {
    try await TestServer.withDatabase { bench async throws in
      let rows = try await bench.database.run(Statement("mismatch", "SELECT 1::int4 AS one, NULL::text AS two"))
      let row = try #require(rows.first)
      var reader = row.reader()
      #expect(throws: DatabaseError.decoding(#"column 0 "one" is int4; uuid was asked for"#)) { try reader.uuid() }
      reader.skip()
      #expect(throws: DatabaseError.decoding(#"column 1 "two" is NULL; text was asked for"#)) { try reader.text() }
      #expect(throws: DatabaseError.decoding("column 2 is not there; bool was asked for")) { try reader.bool() }
    }
  }

  @Test("The same statement with values of other types is prepared apart")
  func typesOfParameters() async throws {
    try await TestServer.withDatabase { bench async throws in
      let statement = Statement("sum", "SELECT ($1 + 1)::int8")
      for value in [SQLValue.int4(1), .int8(1), .int4(nil), .int2(1)] {
        let rows = try await bench.database.run(statement, [value])
        var reader = try #require(rows.first).reader()
        #expect([2, nil].contains(try reader.optionalInt()))
      }
    }
  }

  @Test("Text with a NUL character is refused before it is sent")
  func nulCharacter() async throws {
    try await TestServer.withDatabase { bench async throws in
      let statement = Statement("nul", "SELECT $1, $2")
      await #expect(throws: DatabaseError.invalidText("text can't hold a NUL character")) {
        try await bench.database.run(statement, [.text("a\0b"), .texts([])])
      }
      await #expect(throws: DatabaseError.invalidText("text can't hold a NUL character")) {
        try await bench.database.run(statement, [.text("a"), .texts(["", "\0"])])
      }
    }
  }

  @Test("Stored JSON that jsonb can't hold is an error of the statement, not of its parameters")
  func nulInJSON() async throws {
    try await TestServer.withDatabase { bench async throws in
      let error = await #expect(throws: DatabaseError.self) {
        try await bench.database.run(Statement("nuljson", "SELECT $1::jsonb"), [.json(Array(#"{"a": "\u0000"}"#.utf8))])
      }
      #expect(error == .statement(sqlState: "22P05", message: "unsupported Unicode escape sequence"))
    }
  }
}
