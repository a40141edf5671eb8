/// Why a text is not a JSON document.
public struct JSONSyntaxError: Error, Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// The grammar is violated: 422 `json_invalid` with offset and message (contract §7.2).
    case grammar
    /// Not UTF-8, or an integer with too many digits: 400 "There was an error parsing the body".
    case unreadable
    /// More levels of nesting than the limit: 400 with a sentence that says so.
    case tooDeep
    /// More bytes than the limit: 413.
    case tooLarge
  }

  public let reason: Reason
  /// Where, counted in characters (Unicode scalars) from 0.
  public let characterOffset: Int
  /// The wording of Python's json module.
  public let message: String

  public init(reason: Reason = .grammar, characterOffset: Int, message: String) {
    self.reason = reason
    self.characterOffset = characterOffset
    self.message = message
  }
}
