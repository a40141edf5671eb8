import JSON
import Models
import Store
import Testing
import Values

@Suite struct VariableRepositoryTests {
  private func raw(_ text: String) -> RawJSON { RawJSON(validated: Array(text.utf8)) }

  @Test("A variable comes back as it was made, by its id and by its name")
  func makes() async throws {
    try await StoreBench.run { bench in
      let variables = VariableRepository(database: bench.database)
      let made = try await variables.create(
        VariableCreate(name: "color", value: raw(#"{"a": [1, null]}"#), tags: ["x"]))
      let read = try await variables.read(.id(made.id))
      #expect(read == (try await variables.read(.name("color"))))
      #expect(read.tags == ["x"])
      #expect(read.value.compact == raw(#"{"a":[1,null]}"#))
      #expect(read.created == made.created)
    }
  }

  @Test("A taken name is a conflict when a variable is made, and a broken constraint when one is renamed")
  func keepsNamesApart() async throws {
    try await StoreBench.run { bench in
      let variables = VariableRepository(database: bench.database)
      _ = try await variables.create(VariableCreate(name: "one", value: .null))
      let two = try await variables.create(VariableCreate(name: "two", value: .null))
      await #expect(throws: DomainError.conflict("A variable with the name 'one' already exists.")) {
        try await variables.create(VariableCreate(name: "one", value: .null))
      }
      var rename = VariableUpdate()
      rename.name = .value("one")
      await #expect(throws: (any Error).self) { try await variables.update(.id(two.id), rename) }
      #expect(try await variables.read(.id(two.id)).name == "two")
    }
  }

  @Test("Changes that race are all taken, one after the other, each on what the one before left")
  func changesInTurn() async throws {
    try await StoreBench.run { bench in
      let variables = VariableRepository(database: bench.database)
      let made = try await variables.create(VariableCreate(name: "race", value: .null))
      try await withThrowingTaskGroup { group in
        for number in 0..<4 {
          group.addTask {
            var update = VariableUpdate()
            if number.isMultiple(of: 2) {
              update.tags = .value(["t"])
            } else {
              update.value = .value(self.raw("\(number)"))
            }
            try await variables.update(.id(made.id), update)
          }
        }
        try await group.waitForAll()
      }
      let read = try await variables.read(.id(made.id))
      #expect(read.tags == ["t"])
      #expect(!read.value.isNull)
      let events = try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.variable.updated'")
      #expect(events == "4")
    }
  }

  @Test("A variable that is gone is not found, and its deletion is told once")
  func deletesOnce() async throws {
    try await StoreBench.run { bench in
      let variables = VariableRepository(database: bench.database)
      let made = try await variables.create(VariableCreate(name: "gone", value: .null))
      try await variables.delete(.name("gone"))
      await #expect(throws: DomainError.notFound("Variable not found.")) { try await variables.delete(.id(made.id)) }
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event = 'prefect.variable.deleted'") == "1")
    }
  }

  @Test("Lists are sorted and cut into pages that do not overlap")
  func lists() async throws {
    try await StoreBench.run { bench in
      let variables = VariableRepository(database: bench.database)
      for name in ["c", "a", "b"] { _ = try await variables.create(VariableCreate(name: name, value: .null)) }
      let first = try await variables.list(nil, sort: .nameAscending, page: Page(limit: 2))
      let second = try await variables.list(nil, sort: .nameAscending, page: Page(limit: 2, offset: 2))
      #expect((first + second).map(\.name) == ["a", "b", "c"])
      #expect(try await variables.count(nil) == 3)
    }
  }
}
