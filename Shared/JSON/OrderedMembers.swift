/// The members of an object in their order, found by key in constant time.
public struct OrderedMembers<Value> {
  public private(set) var keys: [String] = []
  private var values: [String: Value] = [:]

  public init() {}

  public var isEmpty: Bool { keys.isEmpty }
  public var count: Int { keys.count }

  /// The members in their order.
  public var members: some Sequence<(key: String, value: Value)> {
    keys.lazy.compactMap { key in values[key].map { (key: key, value: $0) } }
  }

  /// A new key goes to the end; nil takes the member away, which takes time in proportion to all of them.
  public subscript(key: String) -> Value? {
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
  public func filter(_ isKept: (String, Value) -> Bool) -> OrderedMembers {
    var result = OrderedMembers()
    for (key, value) in members where isKept(key, value) { result[key] = value }
    return result
  }

  /// Every value replaced; a member whose replacement is nil goes.
  public func compactMap(_ change: (String, Value) -> Value?) -> OrderedMembers {
    var result = OrderedMembers()
    for (key, value) in members {
      if let changed = change(key, value) { result[key] = changed }
    }
    return result
  }

  /// The members of both; where a key is in both, the other's value counts.
  public func merging(_ other: OrderedMembers) -> OrderedMembers {
    var result = self
    for (key, value) in other.members { result[key] = value }
    return result
  }
}

extension OrderedMembers: Sendable where Value: Sendable {}
extension OrderedMembers: Equatable where Value: Equatable {}
extension OrderedMembers: Hashable where Value: Hashable {}

extension OrderedMembers: JSONWritable where Value: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    for (key, value) in members {
      writer.key(key)
      value.write(to: &writer)
    }
    writer.endObject()
  }
}
