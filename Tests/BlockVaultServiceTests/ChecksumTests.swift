internal import JSON
internal import Models
internal import Testing

@testable internal import BlockVaultService

@Suite struct ChecksumTests {
  /// Fields, and the checksum that the reference's client and server give them.
  static let vectors: [(String, String)] = [
    ("{}", "f8e6e96abbc38504d4e9c99fc57281fa0026bede1fa42db79f22f984501710f4"),
    (
      #"{"title":"T","n":1.0,"e":1e-07,"b":1e16,"c":123456789012345680.0,"i":-0,"z":true,"#
        + #""u":"\u00fc\ud83e\udd8a\u007f\"\\\n\u2028/"}"#,
      "b21e23d5bb9e6343227d8966a3d4b4c4ee54288059a9ad6dc46229d2ab051966"
    ),
    (
      #"{"title":"S","secret_fields":["a"],"properties":{"x":{"secret_fields":["q"],"type":"string"}},"#
        + #""l":[{"secret_fields":["kept?"]}]}"#,
      "c58fa34b5499ca4fea5399fce10cfce05ca700cec3d0ca6dce717f6ebe040678"
    ),
    (
      ##"{"title":"D","properties":{"p":{"$ref":"#/definitions/P"},"a":{"allOf":[{"$ref":"#/definitions/A"}]},"##
        + ##""o":{"anyOf":[{"$ref":"#/definitions/B"},{"type":"null"}]},"l":{"type":"array","items":{"$ref":"##
        + ##""#/definitions/L"}},"d":{"additionalProperties":{"$ref":"#/definitions/M"}}},"definitions":{"P":{"title":"##
        + ##""P","properties":{"q":{"$ref":"#/definitions/Q"}}},"Q":{"title":"Q"},"A":{"title":"A"},"B":{"title":"B","##
        + ##""block_type_slug":"b","properties":{"bb":{"$ref":"#/definitions/BB"}}},"BB":{"title":"BB"},"L":{"title":"##
        + ##""L"},"M":{"title":"M"},"N":{"title":"N"}}}"##,
      "6294cb80705fa09ef1d9d944e5344a879264623aa06f5d15c2ae2576964af0d9"
    ),
    (
      #"{"title":"E","definitions":{"N":{"title":"N"}}}"#,
      "53c33b58f3a91a5b4a62cc88d04c11c255c06d147b6005c99358cca3d9e40c2d"
    ),
    (
      ##"{"title":"F","properties":{"x":{"oneOf":[{"$ref":"#/definitions/O"}]},"y":{"items":[{"$ref":"##
        + ##""#/definitions/T"}]},"z":{"deep":{"deeper":[{"$ref":"#/definitions/Z"}]}}},"definitions":{"O":{"o":1},"##
        + ##""T":{"t":1,"items":{"$ref":"#/definitions/U"}},"U":{},"Z":{}}}"##,
      "56984ff1dee4cbb693671f4a606bc18e8628bdd8a3a5bb024072ceadf9a7b066"
    ),
    (
      #"{"title":"G","definitions":{},"properties":{}}"#,
      "24b0c1cd7e57f2b1c22fddf40496e4003d2ff63c5eac84d2304703bed1db396d"
    ),
  ]

  @Test("A schema has the checksum that Prefect gives it", arguments: vectors)
  func checksum(text: String, sum: String) throws {
    let fields = try #require(BlockObject(RawJSON(validated: Array(text.utf8))))
    #expect(SchemaRegister.checksum(of: BlockSchemaFields(fields)) == "sha256:" + sum)
  }

  @Test("Every known type of the system has the checksum that its schema makes")
  func systemTypes() throws {
    let known = try KnownBlockType.system()
    #expect(known.count == 14)
    #expect(known.filter(\.isProtected).map(\.type.slug) == ["webhook", "secret", "local-file-system"])
    for item in known {
      #expect(SchemaRegister.checksum(of: item.fields) == item.checksum, "\(item.type.slug)")
    }
  }

  @Test("What is kept of a schema has neither references nor the definitions of other blocks")
  func stored() throws {
    let text = ##"""
      {"title":"T","properties":{"a":{"$ref":"#/definitions/A"},"b":{"$ref":"#/definitions/B"}},
       "block_schema_references":{"b":{"block_type_slug":"b","block_schema_checksum":"sha256:1"},
         "c":[{"block_type_slug":"c","block_schema_checksum":"sha256:2"},{"block_type_slug":"d"}]},
       "definitions":{"A":{"title":"A"},"B":{"title":"B","block_type_slug":"b"},"C":{"title":"C"}}}
      """##
    let fields = BlockSchemaFields(try #require(BlockObject(RawJSON(validated: Array(text.utf8)))))
    #expect(
      fields.stored.json.description
        == ##"{"title":"T","properties":{"a":{"$ref":"#/definitions/A"},"b":{"$ref":"#/definitions/B"}},"##
        + ##""definitions":{"A":{"title":"A"}}}"##)
    #expect(
      fields.references == [
        .init(field: "b", blockTypeSlug: "b", checksum: "sha256:1"),
        .init(field: "c", blockTypeSlug: "c", checksum: "sha256:2"),
      ])
    #expect(fields.definition(ofBlockType: "b")?.title == "B")
    #expect(fields.definition(ofBlockType: "x") == nil)
  }
}
