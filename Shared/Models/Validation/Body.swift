public import JSON

/// What a body is held to before and while it is read.
public struct BodyLimits: Sendable, Hashable {
  public var json: JSONLimits
  public var models: ModelLimits

  public init(json: JSONLimits = .default, models: ModelLimits = .default) {
    self.json = json
    self.models = models
  }

  public static let `default` = BodyLimits()
}

/// The ways a handler takes its body. All throw `.validation` with every problem of the body, `.badRequest` for one that
/// can't be decoded, or `.tooLarge`.
public enum Body {
  /// One model.
  public static func model<Model: ObjectReadable>(
    _ type: Model.Type = Model.self, _ bytes: [UInt8], contentType: String?, limits: BodyLimits = .default
  ) throws(DomainError) -> Model {
    try value(.model(type), bytes, contentType: contentType, limits: limits)
  }

  /// One model, read by a closure.
  public static func model<Model>(
    _ bytes: [UInt8], contentType: String?, unknownKeys: UnknownKeys = .refused, limits: BodyLimits = .default,
    _ read: (inout ObjectReader) -> Model
  ) throws(DomainError) -> Model {
    let (problems, root) = try document(bytes, contentType, limits)
    var object = root
    if let root, root.kind != .object {
      object = nil
      problems.add(
        "model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input: root)
    } else if root == nil {
      problems.add("missing", "Field required", input: nil)
    }
    var reader = ObjectReader(object: object, problems: problems, unknownKeys: unknownKeys)
    let model = read(&reader)
    reader.finish()
    try problems.check(root)
    return model
  }

  /// One value that is the whole body: a list of models, a list of texts …
  ///
  /// - Parameter takesNUL: Whether the body may hold the character U+0000, because it is not stored or is stored without.
  public static func value<Value>(
    _ reading: Reading<Value>, _ bytes: [UInt8], contentType: String?, limits: BodyLimits = .default,
    takesNUL: Bool = false
  ) throws(DomainError) -> Value {
    let (problems, root) = try document(bytes, contentType, limits)
    guard let root else {
      problems.add("missing", "Field required", input: nil)
      try problems.check(root)
      return reading.fallback()
    }
    let value = reading.read(root, problems)
    try problems.check(root, takesNUL: takesNUL)
    return value
  }

  /// The same where the whole body may be left out or null.
  public static func optionalValue<Value>(
    _ reading: Reading<Value>, _ bytes: [UInt8], contentType: String?, limits: BodyLimits = .default,
    takesNUL: Bool = false
  ) throws(DomainError) -> Value? {
    let (problems, root) = try document(bytes, contentType, limits)
    guard let root else { return nil }
    let value = reading.read(root, problems)
    try problems.check(root, takesNUL: takesNUL)
    return value
  }

  /// A list of models.
  public static func list<Model: ObjectReadable>(
    of type: Model.Type = Model.self, _ bytes: [UInt8], contentType: String?, limits: BodyLimits = .default
  ) throws(DomainError) -> [Model] {
    try value(.list(.model(type)), bytes, contentType: contentType, limits: limits)
  }

  /// Several parameters that share one object: null is absent, unknown keys are ignored, a body that is not JSON by its
  /// content type counts as none.
  public static func embedded<Parameters>(
    _ bytes: [UInt8], contentType: String?, limits: BodyLimits = .default, takesNUL: Bool = false,
    _ read: (inout ObjectReader) -> Parameters
  ) throws(DomainError) -> Parameters {
    let isJSON = contentType.map(isJSON(contentType:)) ?? true
    let (problems, root) = try document(isJSON ? bytes : [], nil, limits)
    let isMisshapen = root.map { $0.kind != .object } ?? false
    var reader = ObjectReader(
      object: root, problems: problems, kind: isMisshapen ? .misshapenParameters : .parameters)
    let parameters = read(&reader)
    try problems.check(root, takesNUL: takesNUL)
    return parameters
  }

  /// Whether a content type says JSON.
  public static func isJSON(contentType: String) -> Bool {
    var media = ""
    for character in contentType.lowercased() where character != " " && character != "\t" {
      if character == ";" { break }
      media.append(character)
    }
    return media == "application/json" || media.hasPrefix("application/") && media.hasSuffix("+json")
  }

  /// The outermost value: nil for an empty body or null, a string for one that is not JSON by its content type.
  private static func document(
    _ bytes: [UInt8], _ contentType: String?, _ limits: BodyLimits
  ) throws(DomainError) -> (ProblemList, JSONValue?) {
    let problems = ProblemList(limits: limits.models)
    guard !bytes.isEmpty else { return (problems, nil) }
    var bytes = bytes
    if let contentType, !isJSON(contentType: contentType) {
      let text = String(decoding: bytes, as: UTF8.self)
      bytes = RawJSON { $0.string(text) }.bytes
    } else {
      guard let text = BodyEncoding.utf8(bytes) else { throw .badRequest("There was an error parsing the body") }
      bytes = text
    }
    do throws(JSONSyntaxError) {
      let root = try JSONDocument.parse(bytes, limits: limits.json).root
      return (problems, root.isNull ? nil : root)
    } catch {
      switch error.reason {
      case .unreadable: throw .badRequest("There was an error parsing the body")
      case .tooDeep:
        throw .badRequest(
          "The body is nested more than \(limits.json.maximumDepth) levels deep; "
            + "the setting APUS_JSON_MAX_DEPTH changes this limit.")
      case .tooLarge: throw .tooLarge
      case .grammar: throw .validation(ValidationError(syntax: error, of: bytes))
      }
    }
  }
}

extension ProblemList {
  /// Throws what was collected. A body without other problems is refused for the character U+0000, which PostgreSQL's
  /// text and jsonb have no place for: wherever it stands, so that a value that one field takes is taken by all.
  fileprivate func check(_ root: JSONValue?, takesNUL: Bool = false) throws(DomainError) {
    if isEmpty, !takesNUL, let root { refuseNUL(in: root) }
    guard !isEmpty else { return }
    throw .validation(ValidationError(problems: problems, requestBody: root?.raw))
  }
}

extension ProblemList {
  /// Notes the first value that holds the character U+0000, if there is one.
  private func refuseNUL(in value: JSONValue) {
    guard value.holdsNUL else { return }
    for (index, element) in value.elements.enumerated() where element.holdsNUL {
      return at(.index(index)) { refuseNUL(in: element) }
    }
    for (key, member) in value.members where member.holdsNUL {
      return at(.name(key)) { refuseNUL(in: member) }
    }
    addValueError("The character U+0000 can't be stored", input: value)
  }
}

extension ValidationError {
  /// A body that is no JSON.
  init(syntax error: JSONSyntaxError, of bytes: [UInt8]) {
    let context = RawJSON { writer in
      writer.beginObject()
      writer.key("error")
      writer.string(error.message)
      writer.endObject()
    }
    self.init(
      problems: [
        Problem(
          type: "json_invalid", location: ["body", .index(error.characterOffset)], message: "JSON decode error",
          input: .emptyObject, context: context)
      ],
      requestBody: RawJSON { $0.string(String(decoding: bytes, as: UTF8.self)) })
  }
}
