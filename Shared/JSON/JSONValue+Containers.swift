extension JSONValue {
  /// The value under a key, the last one if the key is repeated; nil if this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    var key = key
    return key.withUTF8 { find($0) }
  }

  /// The same for a literal key.
  public subscript(key: StaticString) -> JSONValue? {
    find(UnsafeBufferPointer(start: key.utf8Start, count: key.utf8CodeUnitCount))
  }

  private func find(_ key: UnsafeBufferPointer<UInt8>) -> JSONValue? {
    let node = node
    guard node.kind == .object else { return nil }
    let storage = storage
    let (tape, bytes) = (storage.tape, storage.bytes)
    let end = Int(node.next)
    var position = index + 1
    var found: Int?
    members: while position < end {
      let name = tape[position]
      let value = position + 1
      position = Int(tape[value].next)
      if name.flags.contains(.escaped) {
        if storage.text(of: name).utf8.elementsEqual(key) { found = value }
        continue
      }
      guard Int(name.end - name.start) == key.count else { continue }
      let start = Int(name.start)
      for offset in 0..<key.count where bytes[start + offset] != key[offset] { continue members }
      found = value
    }
    return found.map { JSONValue(storage: storage, index: $0) }
  }

  /// The elements of an array; none for anything else.
  public var elements: Elements { Elements(parent: self, isArray: kind == .array) }

  /// The members of an object in their order, repeated keys included; none for anything else.
  public var members: Members { Members(elements: Elements(parent: self, isArray: kind == .object)) }

  public struct Elements: Sequence, IteratorProtocol, Sendable {
    private let storage: JSONDocument.Storage
    private var position: Int
    private let end: Int

    fileprivate init(parent: JSONValue, isArray: Bool) {
      storage = parent.storage
      position = parent.index + 1
      end = isArray ? Int(parent.node.next) : position
    }

    public mutating func next() -> JSONValue? {
      guard position < end else { return nil }
      let value = JSONValue(storage: storage, index: position)
      position = Int(storage.tape[position].next)
      return value
    }
  }

  public struct Members: Sequence, IteratorProtocol, Sendable {
    fileprivate var elements: Elements

    public mutating func next() -> (key: String, value: JSONValue)? {
      guard let key = elements.next(), let value = elements.next() else { return nil }
      return (key.text ?? "", value)
    }
  }
}

extension JSONValue {
  /// How many members an object has, repeated keys counted again; 0 for anything else.
  public var memberCount: Int {
    var position = index + 1
    guard kind == .object else { return 0 }
    let end = Int(node.next)
    var count = 0
    while position < end {
      position = Int(storage.tape[position + 1].next)
      count += 1
    }
    return count
  }
}
