internal import JSON
internal import Testing
internal import Values

@testable internal import Models

@Suite struct MaskedDataTests {
  private static func object(_ text: String) throws -> BlockObject {
    try #require(BlockObject(RawJSON(validated: Array(text.utf8))))
  }

  /// What is stored after data was sent for a document that holds other data.
  private func restored(
    _ sent: String, _ stored: String, _ paths: [String], references: [String: UUID] = [:]
  ) throws -> String {
    let secrets = SecretPaths(paths)
    let full = try Self.object(stored)
    let stored = MaskedData.Stored(masked: secrets.hide(full), full: full, references: references)
    return try MaskedData(Self.object(sent), secrets: secrets).restored(from: stored).json.description
  }

  private static let memberCases: [([String], String, String)] = [
    (["a"], #"{"a":"********","b":"********"}"#, #"{"a":"x","b":"********"}"#),
    (["a"], #"{"a":"*******"}"#, #"{"a":"*******"}"#),
    (["o.*"], #"{"o":{"p":"********","q":"new"}}"#, #"{"o":{"p":{"deep":1},"q":"new"}}"#),
    (["o"], #"{"o":"********"}"#, #"{"o":{"p":{"deep":1}}}"#),
    (["o"], #"{"o":{"p":"********","q":"new"}}"#, #"{"o":{"p":{"deep":1},"q":"new"}}"#),
    (["e.*"], #"{"e":"********"}"#, #"{"e":{}}"#),
  ]

  @Test("Eight asterisks in the place of a secret keep what is stored", arguments: memberCases)
  func members(paths: [String], sent: String, result: String) throws {
    #expect(try restored(sent, #"{"a":"x","b":"y","o":{"p":{"deep":1}},"e":{}}"#, paths) == result)
  }

  private static let servers = #"{"s":[{"h":"a","pw":"1"},{"h":"b","pw":"2"},{"h":"c","pw":"3","n":1}]}"#

  /// Hosts and passwords that are sent, and the passwords that are stored.
  private static let listCases: [(String, String)] = [
    // As it was shown; an element added, removed, moved, changed where it stands, with a new password.
    ("a:* b:* c:*", "1 2 3"), ("a:* n:new b:* c:*", "1 new 2 3"), ("b:*", "2"), ("c:* a:*", "3 1"),
    ("c:* b:* a:*", "3 2 1"), ("a:* B:* c:*", "1 2 3"), ("a:* b:new c:*", "1 new 3"),
  ]

  @Test(
    "In a list a mask keeps the secret of the element that it was shown in", arguments: listCases)
  func lists(sent: String, passwords: String) throws {
    var elements: [String] = []
    for part in sent.split(separator: " ") {
      let host = part.split(separator: ":")[0]
      let password = part.hasSuffix("*") ? SecretPaths.mask : String(part.split(separator: ":")[1])
      elements.append(#"{"pw":"\#(password)","h":"\#(host)"\#(host == "c" ? #","n":1.0"# : "")}"#)
    }
    let list = elements.joined(separator: ",")
    let result = try Self.object(restored(#"{"s":[\#(list)]}"#, Self.servers, ["s.pw"]))
    let stored = result["s"]?.elements?.compactMap { $0.object?["pw"]?.text } ?? []
    #expect(stored.joined(separator: " ") == passwords)
  }

  private static let refusedCases: [(String, String)] = [
    (#"{"s":[{"h":"new","pw":"********"}]}"#, "s[0].pw"),
    (#"{"s":[{"h":"b","pw":"********"},{"h":"x","pw":"********"},{"h":"a","pw":"********"}]}"#, "s[1].pw"),
    (
      #"{"s":[{"h":"a","pw":"********"},{"h":"b","pw":"********"},{"h":"c","pw":"********","n":1},{"pw":"********"}]}"#,
      "s[3].pw"
    ),
    (#"{"t":[{"pw":"********"}]}"#, "t[0].pw"),
    (#"{"m":{"renamed":{"pw":"********"}}}"#, "m.renamed.pw"),
    (#"{"none":"********"}"#, "none"),
  ]

  @Test("A mask that no stored secret can be found for is refused, never stored", arguments: refusedCases)
  func refused(sent: String, place: String) throws {
    let stored =
      #"{"s":[{"h":"a","pw":"1"},{"h":"b","pw":"2"},{"h":"c","pw":"3","n":1}],"t":[{"pw":"1"},{"pw":"2"}],"m":{"k":{"pw":"1"}}}"#
    let problem = DomainError.badRequest(
      "\(place) is masked (********), and no stored secret can be matched to it. Send the secret itself.")
    #expect(throws: problem) { try restored(sent, stored, ["s.pw", "t.pw", "m.*.pw", "none"]) }
    #expect(throws: DomainError.self) {
      try MaskedData(Self.object(sent), secrets: SecretPaths(["s.pw", "t.pw", "m.*.pw", "none"])).restored(from: nil)
    }
  }

  @Test("Elements that look alike keep their secrets in their order, or one that all of them have")
  func alike() throws {
    let stored = #"{"s":[{"pw":"1"},{"pw":"2"}],"t":[{"pw":"1"},{"pw":"1"}]}"#
    #expect(
      try restored(#"{"s":[{"pw":"new"},{"pw":"********"},{"pw":"********"}]}"#, stored, ["s.pw"])
        == #"{"s":[{"pw":"new"},{"pw":"1"},{"pw":"2"}]}"#)
    #expect(try restored(#"{"t":[{"pw":"********"}]}"#, stored, ["t.pw"]) == #"{"t":[{"pw":"1"}]}"#)
  }

  @Test(
    "A nested block that is sent back as it was shown stays that block; a changed one becomes the document's own data")
  func nestedBlocks() throws {
    let id = UUID.random()
    let stored = #"{"in":{"pw":"deep","o":1}}"#
    #expect(
      try restored(#"{"in":{"o":1,"pw":"********"}}"#, stored, ["in.pw"], references: ["in": id])
        == #"{"in":{"$ref":{"block_document_id":"\#(id)"}}}"#)
    #expect(
      try restored(#"{"in":{"o":2,"pw":"********"}}"#, stored, ["in.pw"], references: ["in": id])
        == #"{"in":{"o":2,"pw":"deep"}}"#)
  }

  @Test("A secret that the schema of before names and the new one does not is not overwritten by its mask")
  func otherSchema() throws {
    let full = try Self.object(#"{"a":"s","b":"t"}"#)
    let stored = MaskedData.Stored(masked: SecretPaths(["a"]).hide(full), full: full)
    let sent = MaskedData(try Self.object(#"{"a":"********","b":"********"}"#), secrets: SecretPaths(["b"]))
    #expect(try sent.restored(from: stored).json.description == #"{"a":"s","b":"t"}"#)
  }
}
