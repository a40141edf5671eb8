internal import HTTP
internal import Crypto
internal import JSON
internal import Testing

@testable internal import BlockVaultService

@Suite struct DocumentTests {
  private static let fields = #"{"title":"T","secret_fields":["value","headers.*"],"properties":{}}"#

  @Test("A secret is kept encrypted, hidden by default and shown on demand")
  func secret() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let id = try await vault.save("x", #"{"value":"s3cr3t","open":"o"}"#, kind)
      #expect(try await vault.data(id, secrets: false) == #"{"value":"********","open":"o"}"#)
      #expect(try await vault.data(id) == #"{"value":"s3cr3t","open":"o"}"#)
      let named = try await vault.send(.get, "/block_types/slug/kind/block_documents/name/x?include_secrets=1")
      #expect(named["data", "value"]?.text == "s3cr3t")
      let row = try await bench.text("SELECT jsonb_typeof(data) || ' ' || (data #>> '{}') FROM block_document")
      #expect(row?.hasPrefix("string gAAAA") == true)
      #expect(!bench.lines.text.contains("s3cr3t"))
    }
  }

  @Test("A change keeps masked secrets, merges the outermost members and lets go of what is not sent again")
  func update() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let inner = try await vault.save("inner", #"{"value":"deep"}"#, kind)
      let id = try await vault.save(
        "x", #"{"value":"a","headers":{"k":"v"},"in":{"$ref":{"block_document_id":"\#(inner)"}}}"#, kind)
      #expect(try await vault.data(id) == #"{"value":"a","headers":{"k":"v"},"in":{"value":"deep"}}"#)
      #expect(try await vault.send(.patch, "/block_documents/\(id)", "{}").status == 204)
      #expect(try await vault.data(id).contains("deep"))
      let merge = #"{"data":{"value":"********","headers":{"k":"********","n":"new"}}}"#
      #expect(try await vault.send(.patch, "/block_documents/\(id)", merge).status == 204)
      #expect(try await vault.data(id) == #"{"value":"a","headers":{"k":"v","n":"new"}}"#)
      let replace = #"{"data":{"other":1},"merge_existing_data":false}"#
      #expect(try await vault.send(.patch, "/block_documents/\(id)", replace).status == 204)
      #expect(try await vault.data(id) == #"{"other":1}"#)
    }
  }

  @Test("Nested blocks come with the document, their own secrets hidden")
  func nested() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let plain = try await vault.register("plain", fields: #"{"title":"P"}"#)
      let a = try await vault.save("a", #"{"value":"s"}"#, kind)
      let b = try await vault.save("b", #"{"in":{"$ref":{"block_document_id":"\#(a)"}}}"#, plain)
      let c = try await vault.save("c", #"{"in":{"$ref":{"block_document_id":"\#(b)"}}}"#, plain)
      #expect(try await vault.data(c) == #"{"in":{"in":{"value":"s"}}}"#)
      #expect(try await vault.data(c, secrets: false) == #"{"in":{"in":{"value":"********"}}}"#)
      let references = try await vault.send(.get, "/block_documents/\(c)")["block_document_references", "in"]
      #expect(references?["block_document"]?["id"]?.text == b)
      #expect(references?["block_document"]?["block_document_references"]?["in"]?["block_document"]?["id"]?.text == a)
      let cycle = try await vault.send(
        .patch, "/block_documents/\(a)", #"{"data":{"in":{"$ref":{"block_document_id":"\#(c)"}}}}"#)
      #expect(cycle.status == 400)
      #expect(cycle["detail"]?.text?.hasSuffix("(parent=\(a), reference=\(c)).") == true)
    }
  }

  @Test("A document is refused when its name is taken, its schema, type or a nested document unknown")
  func refusals() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let other = try await vault.register("other", fields: #"{"title":"O"}"#)
      let id = try await vault.save("x", "{}", kind)
      let missing = "00000000-0000-4000-8000-00000000dead"
      func status(_ members: String) async throws -> Int {
        try await vault.send(.post, "/block_documents/", "{\(members)}").status
      }
      let type = #""block_type_id":"\#(kind.type)""#
      let schema = #""block_schema_id":"\#(kind.schema)""#
      #expect(try await status(#""name":"x",\#(type),\#(schema)"#) == 409)
      #expect(try await status(#""name":"y",\#(type),"block_schema_id":"\#(missing)""#) == 409)
      #expect(try await status(#""name":"y","block_type_id":"\#(missing)",\#(schema)"#) == 404)
      #expect(try await status(#""name":"Y",\#(type),\#(schema)"#) == 422)
      #expect(try await status(#"\#(type),\#(schema)"#) == 422)
      let reference = #""data":{"k":{"$ref":{"block_document_id":"\#(missing)"}}}"#
      #expect(try await status(#""name":"y",\#(type),\#(schema),\#(reference)"#) == 409)
      let migration = #"{"data":{"a":1},"block_schema_id":"\#(other.schema)"}"#
      #expect(try await vault.send(.patch, "/block_documents/\(id)", migration).status == 400)
      #expect(try await vault.send(.get, "/block_documents/\(id)?include_secrets=maybe").status == 422)
      #expect(try await vault.send(.delete, "/block_documents/\(id)").status == 204)
      #expect(try await vault.send(.delete, "/block_documents/\(id)").status == 404)
    }
  }

  @Test("Another key reads nothing and writes over nothing")
  func wrongKey() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let id = try await vault.save("x", #"{"value":"a"}"#, kind)
      let before = try await bench.text("SELECT data FROM block_document")
      let other = try bench.vault(keys: FernetKey.generate().reveal())
      let read = try await other.send(.get, "/block_documents/\(id)")
      #expect(read.status == 500)
      #expect(read["exception_message"]?.text?.contains("another key") == true)
      let patch = #"{"data":{"value":"b"},"merge_existing_data":false}"#
      #expect(try await other.send(.patch, "/block_documents/\(id)", patch).status == 500)
      #expect(try await bench.text("SELECT data FROM block_document") == before)
      let stored = try #require(try await bench.text("SELECT value ->> 'fernet_key' FROM configuration"))
      let both = try bench.vault(keys: "\(FernetKey.generate().reveal()),\(stored)")
      #expect(try await both.data(id) == #"{"value":"a"}"#)
      #expect(!bench.lines.text.contains(stored))
    }
  }

  @Test("Services that need the key at once agree on one")
  func oneKey() async throws {
    try await VaultBench.run { bench in
      let kind = try await bench.vault().register("kind", fields: Self.fields)
      let ids = try await withThrowingTaskGroup(of: String.self) { group in
        for number in 0..<8 {
          group.addTask { try await bench.vault().save("d\(number)", #"{"value":\#(number)}"#, kind) }
        }
        return try await group.reduce(into: []) { $0.append($1) }
      }
      for id in ids { #expect(try await bench.vault().data(id).hasPrefix(#"{"value":"#)) }
      #expect(try await bench.text("SELECT count(*) FROM configuration") == "1")
    }
  }

  @Test("Concurrent changes of one document all take place")
  func races() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      let id = try await vault.save("x", "{}", kind)
      try await withThrowingTaskGroup(of: Int.self) { group in
        for number in 0..<6 {
          group.addTask {
            try await vault.send(.patch, "/block_documents/\(id)", #"{"data":{"k\#(number)":\#(number)}}"#).status
          }
        }
        for try await status in group { #expect(status == 204) }
      }
      let data = try #require(try await vault.send(.get, "/block_documents/\(id)")["data"])
      #expect(data.memberCount == 6)
    }
  }

  @Test("A document holds a bounded number of others, within each other and in all")
  func bounds() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: Self.fields)
      var id = try await vault.save("d0", "{}", kind)
      func body(_ name: String, _ fields: Int) -> String {
        let reference = #"{"$ref":{"block_document_id":"\#(id)"}}"#
        let data = (0..<fields).map { #""f\#($0)":\#(reference)"# }.joined(separator: ",")
        return
          #"{"name":"\#(name)","data":{\#(data)},"block_type_id":"\#(kind.type)","block_schema_id":"\#(kind.schema)"}"#
      }
      for level in 1...20 {
        id = try #require(try await vault.send(.post, "/block_documents/", body("d\(level)", 1))["id"]?.text)
      }
      let deep = try await vault.send(.post, "/block_documents/", body("deep", 1))
      #expect(deep.status == 400)
      id = try await vault.save("w0", "{}", kind)
      for level in 1...2 {
        id = try #require(try await vault.send(.post, "/block_documents/", body("w\(level)", 20))["id"]?.text)
      }
      let wide = try await vault.send(.post, "/block_documents/", body("wide", 20))
      #expect(wide.status == 400)
    }
  }
}
