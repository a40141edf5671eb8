import JSON
import Models
import Testing

/// What readings say that they take.
@Suite struct ValueSchemaTests {
  private func text(_ schema: ValueSchema) -> String {
    let json = RawJSON { writer in schema.write(to: &writer) { _ in } }
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func named(_ schema: ValueSchema) -> SchemaComponent? {
    if case .component(let component) = schema { component } else { nil }
  }

  @Test(
    "A reading tells the type of its value and what it is held to",
    arguments: [
      (Reading<Int>.integer.schema(), #"{"type":"integer"}"#),
      (Reading<Int>.integer(atLeast: 1, atMost: 50).schema(), #"{"type":"integer","minimum":1,"maximum":50}"#),
      (Reading<Double>.double(atLeast: 0.01).schema(), #"{"type":"number","minimum":0.01}"#),
      (Reading<Double>.double(atLeast: 2).schema(), #"{"type":"number","minimum":2}"#),
      (Reading<String>.string(maximum: 3).schema(), #"{"type":"string","maxLength":3}"#),
      (Reading<String>.name.schema(), #"{"type":"string","pattern":"^[^/%&><]+$"}"#),
      (
        Reading<[String]>.list(.string, maximum: 2).schema(),
        #"{"type":"array","items":{"type":"string"},"maxItems":2}"#
      ),
      (Reading<[String: Bool]>.map(.bool).schema(), #"{"type":"object","additionalProperties":{"type":"boolean"}}"#),
      (Reading<RawJSON>.any.optional.schema(), "{}"),
      (Reading<Bool>.bool.optional.schema(), #"{"anyOf":[{"type":"boolean"},{"type":"null"}]}"#),
    ])
  func tellsValues(_ schema: ValueSchema, _ expected: String) {
    #expect(text(schema) == expected)
  }

  @Test("A model tells its members, which of them are required, and that there are no others")
  func tellsModels() throws {
    let component = try #require(named(.model(VariableCreate.self)))
    #expect(component.name == "VariableCreate")
    #expect(
      text(component.schema())
        == #"{"type":"object","properties":{"name":{"type":"string","maxLength":255,"pattern":"^[a-z0-9_-]*$"},"#
        + #""value":{},"tags":{"type":"array","items":{"type":"string"}}},"required":["name","value"],"#
        + #""additionalProperties":false}"#)
  }

  @Test("A model that ignores other members says so by not refusing them")
  func tellsOpenModels() throws {
    let schema = try #require(named(.model(Event.self))).schema()
    #expect(text(schema).hasSuffix(#""required":["occurred","event","resource","id"]}"#))
  }

  @Test("A resource's other labels are texts")
  func tellsOtherMembers() throws {
    #expect(
      text(try #require(named(.resource)).schema())
        == #"{"type":"object","properties":{"prefect.resource.id":{"type":"string","minLength":1}},"#
        + #""required":["prefect.resource.id"],"additionalProperties":{"type":"string"}}"#)
  }

  @Test("Parameters of a body may be null wherever they may be absent")
  func tellsParameters() {
    let object = ObjectSchema.parameters { body in
      _ = body.offset()
      _ = body.required("prefix", .string)
    }
    #expect(
      text(.object(object))
        == #"{"type":"object","properties":{"offset":{"anyOf":[{"type":"integer","minimum":0},{"type":"null"}]},"#
        + #""prefix":{"type":"string"}},"required":["prefix"]}"#)
  }

  @Test("A type is named together with the types that it lies in")
  func namesNestedTypes() {
    #expect(named(.enumeration(SlotRequest.Mode.self))?.name == "SlotRequestMode")
  }

  @Test("A rule changes what is taken, and a description only what is said of it")
  func describes() {
    let reading = Reading<String>.string.checked { $0.isEmpty ? "empty" : nil }.described(as: .string(minimum: 1))
    #expect(text(reading.schema()) == #"{"type":"string","minLength":1}"#)
    #expect(throws: DomainError.self) { try Body.value(reading, Array(#""""#.utf8), contentType: nil) }
  }
}
