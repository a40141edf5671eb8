public import JSON

/// The members of a JSON object in their order, found by key in constant time.
public struct BlockObject: Sendable, Hashable {
  public private(set) var keys: [String] = []
  private var values: [String: BlockValue] = [:]

  public init() {}

  /// Of a repeated key the first place and the last value count.
  public init(_ value: JSONValue) {
    for (key, member) in value.members { self[key] = BlockValue(member) }
  }

  /// Reads a stored object; nil for anything else.
  public init?(_ raw: RawJSON) {
    guard case .object(let object) = BlockValue(raw) else { return nil }
    self = object
  }

  public var isEmpty: Bool { keys.isEmpty }

  /// The members in their order.
  public var members: some Sequence<(key: String, value: BlockValue)> {
    keys.lazy.compactMap { key in values[key].map { (key: key, value: $0) } }
  }

  /// A new key goes to the end; nil takes the member away, which takes time in proportion to all of them.
  public subscript(key: String) -> BlockValue? {
    get { values[key] }
    set {
      guard let newValue else {
        if values.removeValue(forKey: key) != nil { keys.removeAll { $0 == key } }
        return
      }
      if values.updateValue(newValue, forKey: key) == nil { keys.append(key) }
    }
  }

  /// The members for which a rule holds.
  public func filter(_ isKept: (String, BlockValue) -> Bool) -> BlockObject {
    var result = BlockObject()
    for (key, value) in members where isKept(key, value) { result[key] = value }
    return result
  }

  /// Every value replaced; a member whose replacement is nil goes.
  public func compactMap(_ change: (String, BlockValue) -> BlockValue?) -> BlockObject {
    var result = BlockObject()
    for (key, value) in members {
      if let changed = change(key, value) { result[key] = changed }
    }
    return result
  }

  /// The members of both; where a key is in both, the other's value counts.
  public func merging(_ other: BlockObject) -> BlockObject {
    var result = self
    for (key, value) in other.members { result[key] = value }
    return result
  }
}

extension BlockObject: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (key, value) in members {
      writer.key(key)
      value.write(to: &writer)
    }
    writer.endObject()
  }
}
