import JSON
import Models
import Testing

@Suite struct BodyTests {
  private func refusal<R>(_ body: () throws(DomainError) -> R) -> DomainError? {
    do throws(DomainError) {
      _ = try body()
      return nil
    } catch {
      return error
    }
  }

  @Test("A body that is no JSON by its content type reaches a model as a string")
  func readsTextAsString() throws {
    for type in ["text/plain", "application/x-www-form-urlencoded", "json"] {
      let error = try #require(
        refusal { () throws(DomainError) in
          try Body.model(FlowCreate.self, Array(#"{"name":"x"}"#.utf8), contentType: type)
        })
      guard case .validation(let problems) = error else { throw error }
      #expect(problems.problems.map(\.type) == ["model_attributes_type"])
      #expect(problems.requestBody?.description == #""{\"name\":\"x\"}""#)
    }
  }

  @Test("A body that is no JSON by its content type counts as none for embedded parameters")
  func ignoresTextForParameters() throws {
    let limit = try Body.embedded(Array("[]".utf8), contentType: "text/plain") { $0.optional("limit", .integer) }
    #expect(limit == nil)
  }

  @Test("JSON is what says so, with or without parameters, and what says nothing")
  func knowsContentTypes() throws {
    for type in ["application/json", "Application/JSON; charset=utf-8", "application/problem+json", nil] as [String?] {
      #expect(try Body.model(FlowCreate.self, Array(#"{"name":"x"}"#.utf8), contentType: type).name == "x")
    }
  }

  @Test("A body that can't be decoded is a bad request, one that is too long is told so")
  func refusesUnreadable() {
    #expect(
      refusal { () throws(DomainError) in try Body.model(FlowCreate.self, [0xFF], contentType: nil) }
        == .badRequest("There was an error parsing the body"))
    let bomb = Array(repeating: UInt8(ascii: "["), count: 10_000)
    let shallow = BodyLimits(json: JSONLimits(maximumDepth: 50))
    #expect(
      refusal { () throws(DomainError) in try Body.model(FlowCreate.self, bomb, contentType: nil, limits: shallow) }
        == .badRequest(
          "The body is nested more than 50 levels deep; the setting APUS_JSON_MAX_DEPTH changes this limit."))
    let small = BodyLimits(json: JSONLimits(maximumBytes: 10))
    #expect(
      refusal { () throws(DomainError) in
        try Body.model(FlowCreate.self, Array(#"{"name":"x"}"#.utf8), contentType: nil, limits: small)
      } == .tooLarge)
  }

  @Test("Null for an embedded parameter is the same as leaving it out, unknown ones are ignored")
  func readsParameters() throws {
    let (limit, sort, other) = try Body.embedded(
      Array(#"{"limit":null,"sort":"NAME_ASC","zip":1}"#.utf8), contentType: nil
    ) { reader in
      (
        reader.optional("limit", .integer), reader.optional("sort", .enumeration(FlowSort.self)),
        reader.value("offset", .integer, default: 7)
      )
    }
    #expect(limit == nil)
    #expect(sort == .nameAscending)
    #expect(other == 7)
  }

  @Test("A hostile body gets a bounded number of problems")
  func boundsProblems() throws {
    let body = "{" + (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",") + "}"
    guard
      case .validation(let error) = refusal({ () throws(DomainError) in
        try Body.model(FlowCreate.self, Array(body.utf8), contentType: nil)
      })
    else {
      Issue.record("taken")
      return
    }
    #expect(error.problems.count == ProblemList.maximumCount)
  }

  @Test("Parameters beyond the limit are refused by their compact size, and 0 lifts the limit")
  func boundsParameters() throws {
    let body = Array(#"{"flow_id":"00000000-0000-0000-0000-000000000000","parameters":{"a": "é"}}"#.utf8)
    var models = ModelLimits()
    models.parameterBytes = 13
    let error = refusal { () throws(DomainError) in
      try Body.model(FlowRunCreate.self, body, contentType: nil, limits: BodyLimits(models: models))
    }
    guard case .validation(let problems) = error else {
      Issue.record("taken")
      return
    }
    #expect(
      problems.problems.map(\.message) == [
        "Value error, Flow run parameters must be less than 13 bytes when serialized (got 14 bytes)."
      ])
    models.parameterBytes = 14
    _ = try Body.model(FlowRunCreate.self, body, contentType: nil, limits: BodyLimits(models: models))
    models.parameterBytes = 0
    _ = try Body.model(FlowRunCreate.self, body, contentType: nil, limits: BodyLimits(models: models))
  }

  @Test("A body may be in UTF-16 or UTF-32, with a byte order mark or without")
  func readsOtherEncodings() throws {
    let text = #"{"name":"ü🦊"}"#
    let little16 = text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let big16 = text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    let little32 = text.unicodeScalars.flatMap { scalar in (0..<4).map { UInt8(scalar.value >> ($0 * 8) & 0xFF) } }
    let big32 = text.unicodeScalars.flatMap { scalar in
      (0..<4).reversed().map { UInt8(scalar.value >> ($0 * 8) & 0xFF) }
    }
    let bodies = [
      little16, big16, little32, big32, [0xFF, 0xFE] + little16, [0xFE, 0xFF] + big16, [0xFF, 0xFE, 0, 0] + little32,
      [0, 0, 0xFE, 0xFF] + big32,
    ]
    for body in bodies {
      #expect(try Body.model(FlowCreate.self, body, contentType: "application/json").name == "ü🦊")
    }
  }

  @Test("A byte order mark alone is an empty text, and half a character is no text")
  func refusesBrokenEncodings() throws {
    guard
      case .validation(let error) = refusal({ () throws(DomainError) in
        try Body.model(FlowCreate.self, [0xFF, 0xFE], contentType: nil)
      })
    else {
      Issue.record("taken")
      return
    }
    #expect(error.problems.map(\.type) == ["json_invalid"])
    #expect(error.requestBody?.description == #""""#)
    #expect(
      refusal { () throws(DomainError) in try Body.model(FlowCreate.self, [0xFF, 0xFE, 0x7B], contentType: nil) }
        == .badRequest("There was an error parsing the body"))
  }

  @Test("A refused body is told without its white space")
  func tellsCompactly() throws {
    guard
      case .validation(let error) = refusal({ () throws(DomainError) in
        try Body.model(FlowCreate.self, Array(#"{ "name" : [ 1, 2 ] }"#.utf8), contentType: nil)
      })
    else {
      Issue.record("taken")
      return
    }
    let answer = RawJSON { error.write(to: &$0) }.description
    #expect(answer.contains(#""input":[1,2]"#))
    #expect(answer.hasSuffix(#""request_body":{"name":[1,2]}}"#))
  }

  @Test("A body with U+0000 is refused with the place of the first one, unless it has other problems")
  func refusesNUL() throws {
    func problems(_ text: String) -> [String] {
      do throws(DomainError) {
        _ = try Body.model(FlowRunPolicy.self, Array(text.utf8), contentType: nil)
        return []
      } catch {
        guard case .validation(let error) = error else { return ["\(error)"] }
        return error.problems.map { "\($0.location.map(\.description).joined(separator: ".")): \($0.message)" }
      }
    }
    let told = "Value error, The character U+0000 can't be stored"
    #expect(problems(#"{"pause_keys": ["a", "b\u0000", "\u0000"]}"#) == ["body.pause_keys.1: \(told)"])
    #expect(problems(#"{"a": {"b": 1, "c\u0000": 2}}"#) == ["body.a: \(told)"])
    #expect(problems(#"{"pause_keys": ["\\u0000"]}"#) == [])
    #expect(
      problems(#"{"pause_keys": ["\u0000"], "resuming": "maybe"}"#) == [
        "body.resuming: Input should be a valid boolean, unable to interpret input"
      ])
  }
}
