public import JSON

/// Collects what is wrong with one body while it is read. Bounded, because a hostile body can be wrong very often.
public final class ProblemList {
  /// Problems beyond this number are not told.
  public static let maximumCount = 1000
  /// When the inputs of the problems are longer than this together, further ones are told as null.
  public static let maximumInputBytes = 4 << 20

  public private(set) var problems: [Problem] = []
  private var inputBytes = 0
  /// Where the reading is.
  var location: [Step] = []
  /// What the location begins with: body, query or path.
  private let source: String

  enum Step {
    case key(StaticString)
    case name(String)
    case index(Int)
  }

  /// The sizes the models are held to.
  public let limits: ModelLimits

  public init(source: String = "body", limits: ModelLimits = .default) {
    self.source = source
    self.limits = limits
  }

  /// The outermost members that have problems.
  var members: Set<String> {
    Set(problems.compactMap { $0.location.dropFirst().first?.description })
  }

  /// An empty list at the same place, to try out one branch of a union.
  func scratch() -> ProblemList {
    let list = ProblemList(source: source, limits: limits)
    list.location = location
    return list
  }

  public var isEmpty: Bool { problems.isEmpty }

  /// Whether further problems are not noted any more.
  var isFull: Bool { problems.count >= ProblemList.maximumCount }

  /// Notes a problem with the value that is being read.
  public func add(
    _ type: StaticString, _ message: String, input: JSONValue?, context: RawJSON? = nil, under name: StaticString? = nil
  ) {
    guard !isFull else { return }
    var parts: [LocationPart] = [.name(source)]
    for step in location {
      switch step {
      case .key(let key): parts.append(.name(key.description))
      case .name(let name): parts.append(.name(name))
      case .index(let index): parts.append(.index(index))
      }
    }
    if let name { parts.append(.name(name.description)) }
    var raw = RawJSON.null
    if let input, inputBytes < ProblemList.maximumInputBytes {
      raw = input.raw
      inputBytes += raw.bytes.count
    }
    problems.append(
      Problem(type: type.description, location: parts, message: message, input: raw, context: context))
  }

  /// Notes a problem that was found elsewhere in the request.
  func append(_ problem: Problem) {
    guard !isFull else { return }
    problems.append(problem)
  }

  /// Notes what a rule of ours says about the value that is being read.
  public func addValueError(_ message: String, input: JSONValue?) {
    add("value_error", "Value error, " + message, input: input, context: Problem.customError)
  }

  /// Reads something one step further in.
  func at<R>(_ step: Step, _ body: () -> R) -> R {
    location.append(step)
    defer { location.removeLast() }
    return body()
  }
}
