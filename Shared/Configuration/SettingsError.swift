/// Everything that is wrong with the settings, one sentence each. The program must not start (exit code 78).
public struct SettingsError: Error, Sendable, Hashable, CustomStringConvertible {
  public let problems: [String]

  public init(problems: [String]) {
    self.problems = problems
  }

  public var description: String { problems.joined(separator: "\n") }
}
