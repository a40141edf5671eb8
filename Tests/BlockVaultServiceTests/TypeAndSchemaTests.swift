internal import HTTP
internal import JSON
internal import Testing

@testable internal import BlockVaultService

@Suite struct TypeAndSchemaTests {
  @Test("A type is made once per slug, its texts made safe for HTML")
  func types() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let body = #"{"name":"N","slug":"n","description":"a & <b>"}"#
      let made = try await vault.send(.post, "/block_types/", body)
      #expect(made.status == 201)
      #expect(made["description"]?.text == "a &amp; &lt;b&gt;")
      let again = try await vault.send(.post, "/block_types/", body)
      #expect(again.status == 409)
      #expect(again["detail"]?.text == #"Block type with name "N" already exists"#)
      let sameName = try await vault.send(.post, "/block_types/", #"{"name":"N","slug":"n2"}"#)
      #expect(sameName["slug"]?.text == "n")
      #expect(try await vault.send(.post, "/block_types/", #"{"name":"PREFECT x","slug":"p"}"#).status == 403)
      #expect(try await vault.send(.post, "/block_types/", #"{"name":"x","slug":"A"}"#).status == 422)
      #expect(try await vault.send(.get, "/block_types/slug/none").status == 404)
    }
  }

  @Test("A schema of the same fields and version is found, of another version made anew")
  func schemas() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: #"{"title":"T","secret_fields":["a"]}"#)
      let body = #"{"fields":{"title":"T","secret_fields":["b"]},"block_type_id":"\#(kind.type)""#
      let same = try await vault.send(.post, "/block_schemas/", body + "}")
      #expect(same.status == 200)
      #expect(same["id"]?.text == kind.schema)
      let newer = try await vault.send(.post, "/block_schemas/", body + #","version":"2"}"#)
      #expect(newer.status == 201)
      let checksum = try #require(newer["checksum"]?.text)
      let newest = try await vault.send(.get, "/block_schemas/checksum/\(checksum)")
      #expect(newest["version"]?.text == "2")
      let first = try await vault.send(.get, "/block_schemas/checksum/\(checksum)?version=non-versioned")
      #expect(first["id"]?.text == kind.schema)
      let missing = #"{"fields":{},"block_type_id":"00000000-0000-4000-8000-00000000dead"}"#
      let refused = try await vault.send(.post, "/block_schemas/", missing)
      #expect(refused.status == 404)
      #expect(refused["detail"]?.text == "Block type 00000000-0000-4000-8000-00000000dead not found.")
    }
  }

  @Test("A nested schema that came along is made, and read back in its place")
  func nestedSchemas() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let inner = try await vault.register("inner", fields: #"{"title":"First"}"#)
      let fields = ##"""
        {"title":"Outer","block_schema_references":{"in":{"block_type_slug":"inner","block_schema_checksum":"sha256:0"}},
         "properties":{"in":{"$ref":"#/definitions/Inner"}},
         "definitions":{"Inner":{"title":"Inner","block_type_slug":"inner","properties":{"p":{"$ref":"#/definitions/Plain"}},
           "block_schema_references":{}},"Plain":{"title":"Plain"}}}
        """##
      let outer = try await vault.register("outer", fields: fields)
      let read = try await vault.send(.get, "/block_schemas/\(outer.schema)")
      #expect(read["fields", "definitions", "Inner", "block_type_slug"]?.text == "inner")
      #expect(read["fields", "definitions", "Plain", "title"]?.text == "Plain")
      #expect(read["fields", "block_schema_references", "in", "block_type_slug"]?.text == "inner")
      #expect(
        try await bench.text("SELECT count(*) FROM block_schema WHERE block_type_id = '\(inner.type)'") == "2")
      let unknown = #"{"block_schema_references":{"x":{"block_type_slug":"none","block_schema_checksum":"s"}}}"#
      let refused = try await vault.send(
        .post, "/block_schemas/", #"{"fields":\#(unknown),"block_type_id":"\#(inner.type)"}"#)
      #expect(refused.status == 409)
      #expect(
        refused["detail"]?.text
          == "Cannot create block schema because block type 'none' was not found."
          + "Did you forget to register the block type?")
    }
  }

  @Test("The known types are registered once, by however many services, and are protected")
  func registration() async throws {
    try await VaultBench.run { bench in
      let known = try KnownBlockType.system()
      try await withThrowingTaskGroup { group in
        for _ in 0..<4 { group.addTask { try await bench.vault().parts.registrar.registerAll(known) } }
        try await group.waitForAll()
      }
      let vault = try bench.vault()
      #expect(try await vault.parts.registrar.registerAll(known) == 0)
      #expect(try await bench.text("SELECT count(*) || ' ' || count(DISTINCT slug) FROM block_type") == "14 14")
      #expect(try await bench.text("SELECT count(*) FROM block_schema") == "14")
      #expect(try await bench.text("SELECT count(*) FROM events") == "0")
      let secret = try #require(try await vault.send(.get, "/block_types/slug/secret")["id"]?.text)
      #expect(try await vault.send(.delete, "/block_types/\(secret)").status == 403)
      #expect(try await vault.send(.patch, "/block_types/\(secret)", #"{"description":"x"}"#).status == 204)
      #expect(try await vault.parts.registrar.registerAll(known) == 1)
    }
  }

  @Test("Lists keep to their filters, orders and limits")
  func lists() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let a = try await vault.register("a", fields: #"{"title":"A"}"#, capabilities: #"["read","write"]"#)
      let b = try await vault.register("b", fields: #"{"title":"B"}"#)
      for name in ["one", "two"] { _ = try await vault.save(name, "{}", a) }
      _ = try await vault.save("three", "{}", b)
      func names(_ body: String) async throws -> [String] {
        let answer = try await vault.send(.post, "/block_documents/filter", body)
        return answer.body?.elements.compactMap { $0["name"]?.text } ?? []
      }
      #expect(try await names("{}") == ["one", "three", "two"])
      #expect(try await names(#"{"sort":"NAME_DESC","limit":1,"offset":1}"#) == ["three"])
      #expect(try await names(#"{"sort":"BLOCK_TYPE_AND_NAME_ASC"}"#) == ["one", "two", "three"])
      #expect(try await names(#"{"block_types":{"slug":{"any_":["b"]}}}"#) == ["three"])
      #expect(try await names(#"{"block_schemas":{"block_capabilities":{"all_":["write"]}}}"#) == ["one", "two"])
      #expect(try await names(#"{"block_documents":{"name":{"like_":"T"}}}"#) == ["three", "two"])
      #expect(try await names(#"{"block_documents":{"name":{"any_":[]}}}"#) == [])
      let tooMany = try await vault.send(.post, "/block_documents/filter", #"{"limit":201}"#)
      #expect(tooMany.status == 422)
      #expect(tooMany["detail"]?.text == "Invalid limit: must be less than or equal to 200.")
      let types = try await vault.send(
        .post, "/block_types/filter", #"{"block_schemas":{"block_capabilities":{"all_":["read"]}}}"#)
      #expect(types.body?.elements.compactMap { $0["slug"]?.text } == ["a"])
      let capabilities = try await vault.send(.get, "/block_capabilities/")
      #expect(Set(capabilities.body?.elements.compactMap(\.text) ?? []) == ["read", "write"])
      let schemas = try await vault.send(.post, "/block_schemas/filter", #"{"limit":1}"#)
      #expect(schemas.body?.elements.compactMap { $0["id"]?.text } == [b.schema])
      let ofType = try await vault.send(.get, "/block_types/slug/a/block_documents")
      #expect(ofType.body?.elements.compactMap { $0["name"]?.text } == ["one", "two"])
    }
  }
}
