internal import JSON
internal import Models
internal import Testing
internal import Values

@Suite struct SecretPathsTests {
  private static func object(_ text: String) throws -> BlockObject {
    try #require(BlockObject(RawJSON(validated: Array(text.utf8))))
  }

  private static let hidden: [([String], String, String)] = [
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
  ]

  @Test("Secrets read as eight asterisks", arguments: hidden)
  func hides(paths: [String], data: String, shown: String) throws {
    let object = try Self.object(data)
    #expect(SecretPaths(paths).hide(object).json.description == shown)
  }

  private static let containerCases: [(String, String)] = [
    // What Prefect's client makes of `a: List[Model]`, `Dict[str, Model]`, `Optional[List[Model]]`, `Tuple[Model, …]`.
    (##"{"a":{"type":"array","items":{"$ref":"#/definitions/M"}}}"##, ##"{"a":[M,M]}"##),
    (#"{"a":{"type":"object"}}"#, #"{"a":{"k":M,"dot.ted":M}}"#),
    (##"{"a":{"type":"object","additionalProperties":{"$ref":"#/definitions/M"}}}"##, ##"{"a":{"k":M}}"##),
    (##"{"a":{"anyOf":[{"type":"array","items":{"$ref":"#/definitions/M"}},{"type":"null"}]}}"##, ##"{"a":[M]}"##),
    (##"{"a":{"type":"array","prefixItems":[{"$ref":"#/definitions/M"},{"type":"integer"}]}}"##, ##"{"a":[M,1]}"##),
    (##"{"a":{"anyOf":[{"$ref":"#/definitions/M"},{"type":"object"}]}}"##, ##"{"a":{"k":M}}"##),
    (#"{"a":{"type":"object"}}"#, #"{"a":{"k":[[M],{"l":M}]}}"#),
    (##"{"a":{"allOf":[{"$ref":"#/definitions/M"}]}}"##, ##"{"a":M}"##),
    (##"{"a":{"$ref":"#/definitions/Missing"}}"##, ##"{"a":{"k":M}}"##),
    (#"{}"#, #"{"a":{"k":[M]}}"#),
  ]

  @Test("A secret is hidden in every element of a list, and at every key of a map", arguments: containerCases)
  func containers(properties: String, data: String) throws {
    let schema = try Self.object(
      #"{"properties":\#(properties),"secret_fields":["a.pw"],"definitions":{"M":{"properties":{"pw":{},"open":{}}}}}"#)
    func filled(_ model: String) -> String {
      String(data.split(separator: "M", omittingEmptySubsequences: false).joined(separator: model))
    }
    let shown = SecretPaths(BlockSchemaFields(schema)).hide(try Self.object(filled(#"{"pw":"s","open":"o"}"#)))
    #expect(shown.json.description == filled(#"{"pw":"********","open":"o"}"#))
  }

  private static let modelCases: [(String, String, String)] = [
    (#"["a.b.pw"]"#, #"{"a":[{"b":{"k":{"pw":"s"}},"pw":"o"}]}"#, #"{"a":[{"b":{"k":{"pw":"********"}},"pw":"o"}]}"#),
    (#"["a.pw"]"#, #"{"a":[{"b":{"k":{"pw":"o"}},"pw":"s"}]}"#, #"{"a":[{"b":{"k":{"pw":"o"}},"pw":"********"}]}"#),
    (
      #"["a.b.*"]"#, #"{"a":[{"b":{"k":{"l":[1]},"m":null}}]}"#,
      #"{"a":[{"b":{"k":{"l":"********"},"m":"********"}}]}"#
    ),
    (#"["a"]"#, #"{"a":["s","t"]}"#, #"{"a":"********"}"#),
    (
      #"["pw"]"#, #"{"pw":"s","a":[{"pw":"o"}],"b":{"pw":"o"}}"#,
      #"{"pw":"********","a":[{"pw":"o"}],"b":{"pw":"o"}}"#
    ),
  ]

  @Test("Models in models: their fields are not taken for keys of a map", arguments: modelCases)
  func nestedModels(secrets: String, data: String, shown: String) throws {
    let schema = try Self.object(
      #"""
      {"properties":{"a":{"items":{"$ref":"#/definitions/M"}},"b":{"type":"object"},"pw":{}},"secret_fields":\#(secrets),
      "definitions":{"M":{"properties":{"pw":{},"b":{"anyOf":[{"additionalProperties":{"$ref":"#/definitions/N"},"type":"object"},
      {"type":"null"}]}}},"N":{"properties":{"pw":{}}}}}
      """#)
    #expect(SecretPaths(BlockSchemaFields(schema)).hide(try Self.object(data)).json.description == shown)
  }

  @Test("A secret that only its type declares is hidden, in a definition that holds itself as well")
  func secretTypes() throws {
    let secret = #"{"type":"string","writeOnly":true,"format":"password"}"#
    let schema = try Self.object(
      #"""
      {"properties":{"d":{"$ref":"#/definitions/D"},"o":{"type":"string"}},"definitions":{"D":{"properties":{"pw":\#(secret),
      "l":{"type":"array","items":\#(secret)},"m":{"additionalProperties":\#(secret)},"d":{"$ref":"#/definitions/D"},"o":{}}}}}
      """#)
    let data = try Self.object(
      #"{"o":"o","d":{"pw":"s","l":["s"],"m":{"k":"s"},"o":"o","d":{"pw":"s","d":{"pw":["s"]}}}}"#)
    #expect(
      SecretPaths(BlockSchemaFields(schema)).hide(data).json.description
        == #"{"o":"o","d":{"pw":"********","l":"********","m":{"k":"********"},"o":"o","d":{"pw":"********","d":{"pw":"********"}}}}"#
    )
  }

  @Test("Of a schema that is too large to search everything is hidden")
  func boundless() throws {
    var definitions = #""D0":{"properties":{"pw":{}}}"#
    for level in 1...12 {
      let fields = (0..<6).map { ##""f\##($0)":{"$ref":"#/definitions/D\##(level - 1)"}"## }.joined(separator: ",")
      definitions += #","D\#(level)":{"properties":{\#(fields)}}"#
    }
    let schema = try Self.object(
      ##"{"properties":{"a":{"$ref":"#/definitions/D12"}},"definitions":{\##(definitions)}}"##)
    #expect(
      SecretPaths(BlockSchemaFields(schema)).hide(try Self.object(#"{"a":1}"#)).json.description == #"{"a":"********"}"#
    )
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
