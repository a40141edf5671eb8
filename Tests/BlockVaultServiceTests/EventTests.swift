internal import Crypto
internal import HTTP
internal import JSON
internal import Postgres
internal import Testing

@testable internal import BlockVaultService

@Suite struct EventTests {
  @Test("Changes of types and documents make one event each, without secrets")
  func events() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register(
        "kind", fields: #"{"title":"T","secret_fields":["value"]}"#, capabilities: #"["c"]"#)
      let id = try await vault.save("x", #"{"value":"s3cr3t","open":"o","n":1}"#, kind)
      _ = try await vault.send(.patch, "/block_documents/\(id)", #"{"data":{"open":"p"}}"#)
      _ = try await vault.send(.delete, "/block_documents/\(id)")
      _ = try await vault.send(.patch, "/block_types/\(kind.type)", #"{"description":"d"}"#)
      _ = try await vault.send(.patch, "/block_types/\(kind.type)", #"{"description":"d"}"#)
      _ = try await vault.send(.delete, "/block_types/\(kind.type)")
      #expect(
        try await bench.text("SELECT string_agg(event, ' ' ORDER BY occurred, id) FROM events")
          == "prefect.block-type.created prefect.block-document.created prefect.block-document.updated "
          + "prefect.block-document.deleted prefect.block-type.updated prefect.block-type.deleted")
      #expect(
        try await bench.text(
          "SELECT payload = jsonb_build_object('name', 'x', 'data', jsonb_build_object('open', 'o'), 'block_schema', "
            + "jsonb_build_object('capabilities', '[\"c\"]'::jsonb, 'block_type', jsonb_build_object('id', "
            + "'\(kind.type)', 'name', 'kind'))) FROM events WHERE event = 'prefect.block-document.created'") == "true")
      #expect(
        try await bench.text(
          "SELECT string_agg(r.resource_role || '=' || r.resource_id, ' ' ORDER BY r.resource_role) FROM event_resources r "
            + "JOIN events e ON e.id = r.event_id WHERE e.event = 'prefect.block-document.updated'")
          == "=prefect.block-document.\(id) block-schema=prefect.block-schema.\(kind.schema) "
          + "block-type=prefect.block-type.\(kind.type)")
      #expect(try await bench.text("SELECT count(*) FROM events WHERE payload::text LIKE '%s3cr3t%'") == "0")
    }
  }

  @Test("An anonymous document gets a name and makes no event")
  func anonymous() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: #"{"title":"T"}"#)
      let answer = try await vault.send(
        .post, "/block_documents/",
        #"{"is_anonymous":true,"block_type_id":"\#(kind.type)","block_schema_id":"\#(kind.schema)"}"#)
      #expect(answer["name"]?.text?.hasPrefix("anonymous-") == true)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event LIKE '%document%'") == "0")
      #expect(try await vault.send(.post, "/block_documents/count", "{}").body?.integer == 0)
      let all = #"{"block_documents":{"is_anonymous":null}}"#
      #expect(try await vault.send(.post, "/block_documents/count", all).body?.integer == 1)
    }
  }

  @Test("A refused change makes no event")
  func refused() async throws {
    try await VaultBench.run { bench in
      let vault = try bench.vault()
      let kind = try await vault.register("kind", fields: #"{"title":"T"}"#)
      _ = try await vault.save("x", "{}", kind)
      let again = try await vault.send(
        .post, "/block_documents/",
        #"{"name":"x","block_type_id":"\#(kind.type)","block_schema_id":"\#(kind.schema)"}"#)
      #expect(again.status == 409)
      #expect(try await bench.text("SELECT count(*) FROM events WHERE event LIKE '%document%'") == "1")
    }
  }

  @Test("A stored text that events can't hold keeps no document from being read or saved")
  func nul() async throws {
    try await VaultBench.run { bench in
      let key = FernetKey.generate()
      let vault = try bench.vault(keys: key.reveal())
      let kind = try await vault.register("kind", fields: #"{"title":"T"}"#)
      let id = try await vault.save("x", "{}", kind)
      let token = try Fernet(key: key).encrypt(Array(#"{"a":"\u0000","b":"d"}"#.utf8))
      _ = try await bench.database.run(
        Statement("", "UPDATE block_document SET data = to_jsonb($1)"), [.text(token)])
      _ = try await bench.database.run(Statement("", "DELETE FROM events"))
      #expect(try await vault.data(id) == #"{"a":"\u0000","b":"d"}"#)
      #expect(try await vault.send(.patch, "/block_documents/\(id)", #"{"data":{"b":"c"}}"#).status == 204)
      #expect(try await vault.data(id) == #"{"a":"\u0000","b":"c"}"#)
      let shown = try await bench.text("SELECT payload -> 'data' FROM events WHERE event LIKE '%document%'")
      #expect(shown == #"{"b": "c"}"#)
    }
  }
}
