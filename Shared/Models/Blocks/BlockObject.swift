public import JSON

/// The members of a JSON object of a block, in their order.
public typealias BlockObject = OrderedMembers<BlockValue>

extension OrderedMembers<BlockValue> {
  /// Of a repeated key the first place and the last value count.
  public init(_ value: JSONValue) {
    self.init()
    for (key, member) in value.members { self[key] = BlockValue(member) }
  }

  /// Reads a stored object; nil for anything else.
  public init?(_ raw: RawJSON) {
    guard case .object(let object) = BlockValue(raw) else { return nil }
    self = object
  }
}
