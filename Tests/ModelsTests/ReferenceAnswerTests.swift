import JSON
import Models
import Testing

/// A body the reference refused, and what it said.
struct ReferenceAnswer: Sendable, CustomTestStringConvertible {
  enum Kind: Sendable {
    case flow, flowPatch, variable, variablePatch, variableFilter, flowRun, flowRunPatch, taskRun, taskRunPatch,
      setState
    case log, logFilter, event
  }

  let kind: Kind
  let body: String
  let problems: String

  init(_ kind: Kind, _ body: String, _ problems: String) {
    self.kind = kind
    self.body = body
    self.problems = problems
  }

  var testDescription: String { "\(kind) \(body.prefix(80))" }
}

@Suite struct ReferenceAnswerTests {
  @Test(
    "A bad body is answered as the reference answers it",
    arguments: flowAnswers + variableAnswers + runAnswers + logAnswers + eventAnswers)
  func answersAlike(_ answer: ReferenceAnswer) throws {
    let bytes = Array(answer.body.utf8)
    let error = try #require(problem(of: bytes, as: answer.kind))
    let isJSON = refusedByGrammar(bytes) == nil
    let body = isJSON ? (bytes.isEmpty ? "null" : answer.body) : RawJSON { $0.string(answer.body) }.description
    #expect(
      RawJSON { error.write(to: &$0) }.description
        == #"{"exception_message":"Invalid request received.","exception_detail":\#(answer.problems),"request_body":\#(body)}"#
    )
  }

  private func refusedByGrammar(_ bytes: [UInt8]) -> JSONSyntaxError? {
    guard !bytes.isEmpty else { return nil }
    do throws(JSONSyntaxError) {
      _ = try JSONDocument.parse(bytes)
      return nil
    } catch {
      return error
    }
  }

  private func problem(of bytes: [UInt8], as kind: ReferenceAnswer.Kind) -> ValidationError? {
    do throws(DomainError) {
      try read(bytes, as: kind)
      return nil
    } catch {
      if case .validation(let problems) = error { return problems }
      return nil
    }
  }

  private func read(_ bytes: [UInt8], as kind: ReferenceAnswer.Kind) throws(DomainError) {
    let type = "application/json"
    switch kind {
    case .flow: _ = try Body.model(FlowCreate.self, bytes, contentType: type)
    case .flowPatch: _ = try Body.model(FlowUpdate.self, bytes, contentType: type)
    case .variable: _ = try Body.model(VariableCreate.self, bytes, contentType: type)
    case .variablePatch: _ = try Body.model(VariableUpdate.self, bytes, contentType: type)
    case .flowRun: _ = try Body.model(FlowRunCreate.self, bytes, contentType: type)
    case .flowRunPatch: _ = try Body.model(FlowRunUpdate.self, bytes, contentType: type)
    case .taskRun: _ = try Body.model(TaskRunCreate.self, bytes, contentType: type)
    case .taskRunPatch: _ = try Body.model(TaskRunUpdate.self, bytes, contentType: type)
    case .log: _ = try Body.value(.logs, bytes, contentType: type)
    case .event: _ = try Body.list(of: Event.self, bytes, contentType: type)
    case .setState:
      _ = try Body.embedded(bytes, contentType: type) { reader in
        (reader.required("state", .model(StateCreate.self)), reader.optional("force", .bool))
      }
    case .variableFilter:
      _ = try Body.embedded(bytes, contentType: type) { reader in
        (
          reader.optional("limit", .integer), reader.optional("offset", .integer(atLeast: 0)),
          reader.optional("variables", .model(VariableFilter.self)),
          reader.optional("sort", .enumeration(VariableSort.self))
        )
      }
    case .logFilter:
      _ = try Body.embedded(bytes, contentType: type) { reader in
        (
          reader.optional("limit", .integer), reader.optional("offset", .integer(atLeast: 0)),
          reader.optional("logs", .model(LogFilter.self)), reader.optional("sort", .enumeration(LogSort.self))
        )
      }
    }
  }
}
