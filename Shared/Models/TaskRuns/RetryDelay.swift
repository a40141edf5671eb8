public import JSON

/// How long to wait before each further try of a task.
public struct RetryDelay: Sendable, Hashable, JSONWritable {
  /// Seconds: one entry for every try if it is no list, else one a try, the last one for the rest.
  public var seconds: [Double]
  public var isList: Bool
  /// Whether they are written as integers.
  public var isWhole: Bool

  public init(seconds: [Double], isList: Bool, isWhole: Bool) {
    self.seconds = seconds
    self.isList = isList
    self.isWhole = isWhole
  }

  /// The wait before a try, counted from 1.
  public func wait(beforeTry number: Int) -> Duration {
    guard let last = seconds.last else { return .zero }
    let chosen = isList && (1...seconds.count).contains(number) ? seconds[number - 1] : last
    return SpanText.span(seconds: chosen) ?? .zero
  }

  public func write(to writer: inout JSONWriter) {
    if isList { writer.beginArray() }
    for number in seconds {
      if isWhole, let integer = Int(exactly: number) { writer.integer(integer) } else { writer.double(number) }
    }
    if isList { writer.endArray() }
  }
}

extension Reading where Value == RetryDelay {
  /// An integer, a number, or a list of either; every branch of the union is told.
  public static let retryDelay = Reading(
    schema: .either([.number, .list(.number)]), fallback: RetryDelay(seconds: [], isList: true, isWhole: true)
  ) { value, problems in
    if value.kind == .array {
      let isExact = value.elements.allSatisfy { $0.kind != .float }
      let integers = problems.scratch()
      if isExact {
        let numbers = Reading<[Int]>.list(.integer).read(value, integers)
        if integers.isEmpty { return checked(numbers.map(Double.init), isWhole: true, value, problems) }
      }
      let doubles = problems.scratch()
      let numbers = Reading<[Double]>.list(.double).read(value, doubles)
      if doubles.isEmpty { return checked(numbers, isWhole: false, value, problems) }
    } else if value.kind != .float {
      let integers = problems.scratch()
      let number = Reading<Int>.integer.read(value, integers)
      if integers.isEmpty { return RetryDelay(seconds: [Double(number)], isList: false, isWhole: true) }
    }
    let doubles = problems.scratch()
    let number = Reading<Double>.double.read(value, doubles)
    if doubles.isEmpty { return RetryDelay(seconds: [number], isList: false, isWhole: false) }
    problems.at(.name("int")) { _ = Reading<Int>.integer.read(value, problems) }
    problems.at(.name("float")) { _ = Reading<Double>.double.read(value, problems) }
    problems.at(.name("list[int]")) { _ = Reading<[Int]>.list(.integer).read(value, problems) }
    problems.at(.name("list[float]")) { _ = Reading<[Double]>.list(.double).read(value, problems) }
    return nil
  }

  private static func checked(
    _ numbers: [Double], isWhole: Bool, _ value: JSONValue, _ problems: ProblemList
  ) -> RetryDelay? {
    let maximum = problems.limits.retryDelays
    guard numbers.count <= maximum else {
      problems.addValueError("Can not configure more than \(maximum) retry delays per task.", input: value)
      return nil
    }
    return RetryDelay(seconds: numbers, isList: true, isWhole: isWhole)
  }
}
