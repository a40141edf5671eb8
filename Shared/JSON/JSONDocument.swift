/// A validated JSON text with a tape of where its values are: one pass, no tree, no recursion.
public struct JSONDocument: Sendable {
  let storage: Storage

  final class Storage: Sendable {
    let bytes: [UInt8]
    let tape: [JSONNode]

    init(bytes: [UInt8], tape: [JSONNode]) {
      self.bytes = bytes
      self.tape = tape
    }
  }

  /// Reads a text by the grammar of Python's json module (so `NaN` and `Infinity` pass, and a BOM in front).
  /// Throws: JSONSyntaxError with Python's wording and character offset.
  public static func parse(
    _ bytes: [UInt8], limits: JSONLimits = .default
  ) throws(JSONSyntaxError) -> JSONDocument {
    guard bytes.count <= min(limits.maximumBytes, Int(UInt32.max) - 1) else {
      throw JSONSyntaxError(reason: .tooLarge, characterOffset: 0, message: "Document too large")
    }
    var parser = JSONParser(limits: limits)
    let tape = try parser.parse(bytes.span.bytes)
    return JSONDocument(storage: Storage(bytes: bytes, tape: tape))
  }

  /// The text as it was given.
  public var bytes: [UInt8] { storage.bytes }

  /// The outermost value.
  public var root: JSONValue { JSONValue(storage: storage, index: 0) }
}
