internal import Models

/// What clients are told of one operation of the API.
public struct Operation: Sendable {
  public enum Verb: String, Sendable {
    case get, post, put, patch, delete
  }

  public let verb: Verb
  /// The path below the API's base path, as the route table spells it: `{name}` is a text, `{name:uuid}` an identifier.
  public let pattern: String
  let summary: String
  let parameters: [Parameter]
  let body: RequestBody?
  let answers: [Answer]
  let refusals: [Refusal]
  let traits: Traits

  /// What is unlike other operations.
  struct Traits: OptionSet, Sendable {
    let rawValue: UInt8
    /// Answers clients of any version.
    static let anyVersion = Traits(rawValue: 1)
    /// Needs no database.
    static let alone = Traits(rawValue: 2)
    /// Asks nobody who they are.
    static let open = Traits(rawValue: 4)
  }

  static func get(
    _ pattern: String, _ summary: String, parameters: [Parameter] = [], answers: Answer...,
    refusals: [Refusal] = [], traits: Traits = []
  ) -> Operation {
    Operation(
      verb: .get, pattern: pattern, summary: summary, parameters: parameters, body: nil, answers: answers,
      refusals: refusals,
      traits: traits)
  }

  static func post(
    _ pattern: String, _ summary: String, parameters: [Parameter] = [], takes body: RequestBody? = nil,
    answers: Answer..., refusals: [Refusal] = []
  ) -> Operation {
    Operation(
      verb: .post, pattern: pattern, summary: summary, parameters: parameters, body: body, answers: answers,
      refusals: refusals, traits: [])
  }

  static func put(
    _ pattern: String, _ summary: String, takes body: RequestBody, answers: Answer..., refusals: [Refusal] = [.conflict]
  ) -> Operation {
    Operation(
      verb: .put, pattern: pattern, summary: summary, parameters: [], body: body, answers: answers, refusals: refusals,
      traits: [])
  }

  static func patch(
    _ pattern: String, _ summary: String, takes body: RequestBody, refusals: [Refusal] = [.conflict]
  ) -> Operation {
    Operation(
      verb: .patch, pattern: pattern, summary: summary, parameters: [], body: body, answers: [.noContent],
      refusals: refusals, traits: [])
  }

  static func delete(
    _ pattern: String, _ summary: String, answers: Answer = .noContent, refusals: [Refusal] = [.conflict]
  ) -> Operation {
    Operation(
      verb: .delete, pattern: pattern, summary: summary, parameters: [], body: nil, answers: [answers],
      refusals: refusals, traits: [])
  }
}
