import JSON
import Models
import Store
import Testing
import Values

@Suite struct ArtifactRepositoryTests {
  private func content(_ number: Int) -> ArtifactCreate {
    ArtifactCreate(content: ArtifactContent(key: "rows", data: RawJSON { $0.integer(number) }))
  }

  @Test("Of many that make artifacts of one key at once all do, and the collection shows one of them")
  func createsAtOnce() async throws {
    try await StoreBench.run { bench in
      let artifacts = ArtifactRepository(database: bench.database)
      let made = try await withThrowingTaskGroup { group in
        for number in 0..<10 { group.addTask { try await artifacts.create(content(number)) } }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      #expect(Set(made.map(\.id)).count == 10)
      let latest = try await artifacts.readCollection("rows")
      #expect(made.contains { $0.id == latest.latestID && $0.content == latest.content })
      #expect(try await bench.text("SELECT count(*) FROM artifact") == "10")
      #expect(try await bench.text("SELECT count(*) FROM artifact_collection") == "1")
      let created = "SELECT count(*) FROM events WHERE event = 'prefect.artifact-collection.created'"
      #expect(try await bench.text(created) == "1")
      let updated = "SELECT count(*) FROM events WHERE event = 'prefect.artifact-collection.updated'"
      #expect(try await bench.text(updated) == "9")
    }
  }

  @Test("Whatever is deleted beside it, a collection shows an artifact that is there, and goes with the last")
  func deletesAtOnce() async throws {
    try await StoreBench.run { bench in
      let artifacts = ArtifactRepository(database: bench.database)
      var made: [Artifact] = []
      for number in 0..<8 { made.append(try await artifacts.create(content(number))) }
      let kept = made.removeFirst()
      try await withThrowingTaskGroup { group in
        for each in made { group.addTask { try await artifacts.delete(each.id) } }
        try await group.waitForAll()
      }
      #expect(try await artifacts.readCollection("rows").latestID == kept.id)
      try await artifacts.delete(kept.id)
      await #expect(throws: DomainError.self) { try await artifacts.readCollection("rows") }
      #expect(try await bench.text("SELECT count(*) FROM artifact_collection") == "0")
    }
  }
}
