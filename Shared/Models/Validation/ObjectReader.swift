public import JSON

/// Reads the members of one object and remembers which were asked for. All problems of the body are collected.
public struct ObjectReader {
  /// The object; nil where there is none, and then everything reads as its fallback without a problem.
  let object: JSONValue?
  public let problems: ProblemList
  let kind: Kind
  private let unknownKeys: UnknownKeys
  /// Members that are read as if they were absent.
  private let ignored: Set<String>
  /// What collects the questions in a run that only describes; nil in every other.
  private let outline: ObjectOutline?
  /// What was asked for, where that tells which keys are unknown.
  private var asked: [StaticString] = []
  /// How many of the members that were asked for are there.
  private(set) var found = 0

  enum Kind {
    /// A model: null is a value.
    case model
    /// The parameters of a handler that share a body: null is the same as absent.
    case parameters
    /// The same, but the body is no object: every parameter is missing.
    case misshapenParameters
  }

  init(
    object: JSONValue?, problems: ProblemList, kind: Kind = .model, unknownKeys: UnknownKeys = .ignored,
    ignoring ignored: Set<String> = []
  ) {
    self.object = object
    self.problems = problems
    self.kind = kind
    self.unknownKeys = unknownKeys
    self.ignored = ignored
    outline = nil
  }

  /// Reads nothing, and tells what was asked for.
  init(outline: ObjectOutline, kind: Kind) {
    object = nil
    problems = ProblemList()
    self.kind = kind
    unknownKeys = .ignored
    ignored = []
    self.outline = outline
  }

  /// A member that has to be there.
  public mutating func required<Value>(_ key: StaticString, _ reading: Reading<Value>) -> Value {
    guard let member = find(key) else {
      outline?.note(key, reading.schema(), isRequired: true)
      if object != nil || kind != .model, kind != .misshapenParameters { missing(key) }
      return reading.fallback()
    }
    return read(member, key, reading)
  }

  /// A member that may be absent or null.
  public mutating func optional<Value>(_ key: StaticString, _ reading: Reading<Value>) -> Value? {
    guard let member = find(key), !member.isNull else {
      outline?.note(key, reading.schema().optional, isRequired: false)
      return nil
    }
    return read(member, key, reading)
  }

  /// A member that may be absent, but not null.
  public mutating func value<Value>(
    _ key: StaticString, _ reading: Reading<Value>, default value: @autoclosure () -> Value
  ) -> Value {
    guard let member = find(key) else {
      outline?.note(key, present(reading), isRequired: false)
      return value()
    }
    return read(member, key, reading)
  }

  /// A member that may be absent or null, and it matters which.
  public mutating func field<Value>(_ key: StaticString, _ reading: Reading<Value>) -> Field<Value> {
    guard let member = find(key) else {
      outline?.note(key, reading.schema().optional, isRequired: false)
      return .absent
    }
    return member.isNull ? .null : .value(read(member, key, reading))
  }

  /// A member that may be absent, and it matters; null is a problem.
  public mutating func presentField<Value>(_ key: StaticString, _ reading: Reading<Value>) -> Field<Value> {
    guard let member = find(key) else {
      outline?.note(key, present(reading), isRequired: false)
      return .absent
    }
    return .value(read(member, key, reading))
  }

  /// The labels of an entity: an empty object if absent, nil if null.
  public mutating func labels() -> RawJSON? {
    switch field("labels", .labels) {
    case .absent: .emptyObject
    case .null: nil
    case .value(let labels): labels
    }
  }

  /// The member as it is, without a reading.
  public mutating func member(
    _ key: StaticString, like schema: @autoclosure () -> ValueSchema = .any
  ) -> JSONValue? {
    outline?.note(key, schema(), isRequired: false)
    return find(key)
  }

  private mutating func find(_ key: StaticString) -> JSONValue? {
    if kind == .misshapenParameters {
      missing(key)
      return nil
    }
    if unknownKeys == .refused { asked.append(key) }
    guard let member = peek(key) else { return nil }
    found += 1
    return kind == .parameters && member.isNull ? nil : member
  }

  /// A member without asking for it.
  func peek(_ key: StaticString) -> JSONValue? {
    guard ignored.isEmpty || !ignored.contains(key.description) else { return nil }
    return object?[key]
  }

  /// Notes a problem with a member by a rule of the model's own.
  public func refuse(_ key: StaticString, _ message: String) {
    guard let object else { return }
    problems.at(.key(key)) { problems.addValueError(message, input: object[key]) }
  }

  /// Notes a problem with the object by a rule of the model's own.
  public func refuse(_ message: String) {
    guard object != nil else { return }
    problems.addValueError(message, input: object)
  }

  /// Null is the same as absent for parameters.
  private func present<Value>(_ reading: Reading<Value>) -> ValueSchema {
    kind == .model ? reading.schema() : reading.schema().optional
  }

  private func read<Value>(_ member: JSONValue, _ key: StaticString, _ reading: Reading<Value>) -> Value {
    problems.at(.key(key)) { reading.read(member, problems) }
  }

  private func missing(_ key: StaticString) {
    problems.add("missing", "Field required", input: kind == .model ? object : nil, under: key)
  }

  /// Notes the keys nobody asked for.
  func finish() {
    guard unknownKeys == .refused, let object, found < object.memberCount else { return }
    var told: Set<String> = []
    for (key, member) in object.members where !asked.contains(where: { $0.isSpelled(key) }) {
      guard !problems.isFull else { return }
      guard told.insert(key).inserted else { continue }
      problems.at(.name(key)) {
        problems.add("extra_forbidden", "Extra inputs are not permitted", input: member)
      }
    }
  }
}

extension StaticString {
  fileprivate func isSpelled(_ text: String) -> Bool {
    utf8CodeUnitCount == text.utf8.count
      && UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount).elementsEqual(text.utf8)
  }
}
