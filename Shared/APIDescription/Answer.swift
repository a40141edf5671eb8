internal import Models

/// One way in which an operation answers when all is well.
struct Answer: Sendable {
  let status: Int
  let about: String
  let content: Content

  enum Content: Sendable {
    case none
    case json(ValueSchema)
    case text(mediaType: String)
  }

  static func ok(_ schema: ValueSchema) -> Answer {
    Answer(status: 200, about: "Done", content: .json(schema))
  }

  static func created(_ schema: ValueSchema) -> Answer {
    Answer(status: 201, about: "Made", content: .json(schema))
  }

  /// Of an operation that makes what is not there yet.
  static func found(_ schema: ValueSchema) -> Answer {
    Answer(status: 200, about: "It was there, and is as asked for now", content: .json(schema))
  }

  static func accepted(_ schema: ValueSchema) -> Answer {
    Answer(status: 202, about: "Done", content: .json(schema))
  }

  static let noContent = Answer(status: 204, about: "Done; there is nothing to say", content: .none)

  static func text(_ mediaType: String) -> Answer {
    Answer(status: 200, about: "Done", content: .text(mediaType: mediaType))
  }
}
