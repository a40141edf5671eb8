internal import JSON
internal import Models
internal import Testing
internal import Values

@Suite struct SecretPathsTests {
  private static func object(_ text: String) throws -> BlockObject {
    try #require(BlockObject(RawJSON(validated: Array(text.utf8))))
  }

  @Test(
    "Secrets read as eight asterisks",
    arguments: [
      (["a"], #"{"a":"x","b":"y"}"#, #"{"a":"********","b":"y"}"#),
      (["a"], #"{"a":""}"#, #"{"a":"********"}"#),
      (["a"], #"{"a":5}"#, #"{"a":"********"}"#),
      (["a"], #"{"a":[1,{"b":2}]}"#, #"{"a":"********"}"#),
      (["a"], #"{"a":null}"#, #"{"a":null}"#),
      // The reference shows these.
      (["a"], #"{"a":{"b":"c"}}"#, #"{"a":"********"}"#),
      (["a.b"], #"{"a":{"b":"c","d":"e"},"b":"f"}"#, #"{"a":{"b":"********","d":"e"},"b":"f"}"#),
      (["a.*"], #"{"a":{"x":null,"y":{"z":[1]}}}"#, #"{"a":{"x":"********","y":{"z":"********"}}}"#),
      (["a.*"], #"{"a":{}}"#, #"{"a":"********"}"#),
      (["a.*"], #"{"a":null,"ab":1}"#, #"{"a":"********","ab":1}"#),
      (["a.*.c"], #"{"a":{"b":{"c":1,"d":2}}}"#, #"{"a":{"b":{"c":"********","d":2}}}"#),
      ([], #"{"a":"x"}"#, #"{"a":"x"}"#),
    ])
  func hides(paths: [String], data: String, shown: String) throws {
    let object = try Self.object(data)
    #expect(SecretPaths(paths).hide(object).json.description == shown)
  }

  @Test(
    "Eight asterisks in the place of a secret keep what is stored",
    arguments: [
      (["a"], #"{"a":"********","b":"********"}"#, #"{"a":"x","b":"********"}"#),
      (["a"], #"{"a":"*******"}"#, #"{"a":"*******"}"#),
      (["n"], #"{"n":"********"}"#, #"{"n":"********"}"#),
      (["o.*"], #"{"o":{"p":"********","q":"new"}}"#, #"{"o":{"p":{"deep":1},"q":"new"}}"#),
      (["o"], #"{"o":"********"}"#, #"{"o":{"p":{"deep":1}}}"#),
    ])
  func restores(paths: [String], sent: String, result: String) throws {
    let stored = try Self.object(#"{"a":"x","b":"y","o":{"p":{"deep":1}}}"#)
    let sent = try Self.object(sent)
    #expect(SecretPaths(paths).restore(sent, from: stored).json.description == result)
  }

  @Test("Only references of the outermost object are taken out of the data")
  func references() throws {
    let id = "60e47ec1-ce90-43f2-8e9a-058e89ffa019"
    let data = try BlockDocumentData(
      Self.object(
        #"{"a":{"$ref":{"block_document_id":"\#(id)"}},"b":{"c":{"$ref":{"block_document_id":"\#(id)"}}},"d":1}"#))
    #expect(data.own.keys == ["b", "d"])
    #expect(data.references.map(\.field) == ["a"])
    #expect(data.references.map(\.document.description) == [id])
  }

  @Test("A reference without a document is refused", arguments: [#"{}"#, #"{"block_document_id":null}"#, "5", "null"])
  func brokenReference(reference: String) throws {
    let object = try Self.object(#"{"k":{"$ref":\#(reference)}}"#)
    #expect(throws: DomainError.badRequest("Received block reference without a block_document_id in key k")) {
      try BlockDocumentData(object)
    }
  }

  @Test("An event shows only texts that are no secrets")
  func eventData() throws {
    let data = try BlockDocumentData(Self.object(#"{"t":"open","s":"hidden","n":5,"o":{"p":"q"},"w":"wild"}"#))
    #expect(data.eventData(hiding: SecretPaths(["s", "w.*"])).json.description == #"{"t":"open"}"#)
  }
}
