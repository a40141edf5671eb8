/// One entry of a document's tape. A container is followed by its children; an object's are key, value, key, value, …
struct JSONNode: Sendable {
  struct Flags: OptionSet, Sendable {
    let rawValue: UInt8
    /// A string with at least one backslash.
    static let escaped = Flags(rawValue: 1)
    /// The subtree holds something PostgreSQL's jsonb refuses and the reference tolerates (a non-finite number, half a
    /// surrogate pair, a number beyond a double), or a number with an exponent, which jsonb would keep as another kind of
    /// number: its raw text has to be written anew.
    static let rewritten = Flags(rawValue: 2)
    /// The subtree holds the character U+0000, which jsonb can't keep.
    static let nul = Flags(rawValue: 4)
    /// What a container takes over from its children.
    static let inherited: Flags = [.rewritten, .nul]
  }

  /// Offsets of the text: of a string without its quotes.
  var start: UInt32
  var end: UInt32
  /// The tape index behind this subtree.
  var next: UInt32
  var kind: JSONKind
  var flags: Flags
}

/// What a value is.
public enum JSONKind: UInt8, Sendable {
  case null, boolean, integer, float, string, array, object
}
