import JSON
import JSONSchema
import Testing

/// The words of the API for values that a schema refuses; the parity suite compares many more with the reference.
@Suite struct WordingTests {
  @Test(
    "The most telling failure is told",
    arguments: [
      (
        #"{"properties":{"x":{"type":"integer"}},"required":["x"]}"#, #"{"x":"abc"}"#,
        "Validation failed for field 'x'. Failure reason: 'abc' is not of type 'integer'"
      ),
      (#"{"required":["command"]}"#, "{}", "Validation failed. Failure reason: 'command' is a required property"),
      (
        #"{"properties":{"a":{"items":{"type":"string"}}}}"#, #"{"a":["x",1]}"#,
        "Validation failed for field 'a[1]'. Failure reason: 1 is not of type 'string'"
      ),
      (
        #"{"properties":{"a":{"enum":["b",null,true,1.0]}}}"#, #"{"a":"it's"}"#,
        #"Validation failed for field 'a'. Failure reason: "it's" is not one of ['b', None, True, 1.0]"#
      ),
      (
        #"{"additionalProperties":false}"#, #"{"b":1,"a":2}"#,
        "Validation failed. Failure reason: Additional properties are not allowed ('a', 'b' were unexpected)"
      ),
      (
        ##"{"properties":{"a":{"$ref":"#/definitions/none"}}}"##, #"{"a":1}"#,
        "Validation failed. Failure reason: PointerToNowhere: '/definitions/none' does not exist within "
          + "{'properties': {'a': {'$ref': '#/definitions/none'}}}"
      ),
    ])
  func tells(_ schema: String, _ value: String, _ text: String) throws {
    let validator = SchemaValidator(try read(schema))
    #expect(throws: SchemaError.refused(text)) { try validator.check(try read(value)) }
  }

  @Test("A schema that leads back to itself is circular")
  func circular() throws {
    for schema in [
      ##"{"$ref":"#"}"##, ##"{"unevaluatedProperties":false,"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
      ##"{"$defs":{"a":{"$ref":"#/$defs/b"},"b":{"$ref":"#/$defs/a"}},"$ref":"#/$defs/a"}"##,
    ] {
      let validator = SchemaValidator(try read(schema))
      #expect(throws: SchemaError.circular) { try validator.check(try read("{}")) }
    }
  }

  @Test("A schema that doubles its work with each step is stopped")
  func exponential() throws {
    var definitions = (0..<40).map { number in
      ##""d\##(number)":{"allOf":[{"$ref":"#/$defs/d\##(number + 1)"},{"$ref":"#/$defs/d\##(number + 1)"}]}"##
    }
    definitions.append(#""d40":{"type":"object"}"#)
    let schema = ##"{"$defs":{"## + definitions.joined(separator: ",") + ##"},"$ref":"#/$defs/d0"}"##
    let validator = SchemaValidator(try read(schema))
    #expect(throws: SchemaError.tooComplex) { try validator.check(try read("{}")) }
  }

  @Test("What is no schema is refused with the first thing wrong")
  func invalidSchema() throws {
    for (schema, message) in [
      (#"{"type":"wrong"}"#, "'wrong' is not valid under any of the given schemas"),
      (#"{"properties":{"a":{"pattern":"["}}}"#, "'[' is not a 'regex'"),
      (#"{"required":"a"}"#, "'a' is not of type 'array'"), ("1", "1 is not of type 'object', 'boolean'"),
    ] {
      let validator = SchemaValidator(try read(schema))
      #expect(throws: SchemaError.invalid(message)) { try validator.checkSchema() }
    }
  }

  private func read(_ text: String) throws -> SchemaValue {
    SchemaValue(try JSONDocument.parse(Array(text.utf8)).root)
  }
}
