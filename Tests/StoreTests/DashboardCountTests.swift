import Postgres
import Testing
import Values

@testable import Store

/// Counts that come as one array.
@Suite struct DashboardCountTests {
  @Test("An array that has not one count for each thing is an error, not a failure later")
  func length() async throws {
    try await StoreBench.run { bench in
      let things = [UUID.random(), UUID.random()]
      for (sql, counts) in [
        ("ARRAY[3, 4]::int8[]", [3, 4]), ("ARRAY[3]::int8[]", nil), ("ARRAY[3, 4, 5]::int8[]", nil),
      ] {
        let rows = try await bench.database.run(Statement("", "SELECT \(sql)"))
        #expect((try? rows.counts(of: things)) == counts)
      }
      let none = try await bench.database.run(Statement("", "SELECT 1 WHERE FALSE"))
      #expect(throws: DatabaseError.decoding("no counts")) { try none.counts(of: things) }
    }
  }
}
