internal import Values

/// The values of one statement in PostgreSQL's binary form, in one buffer, kept until the outcome is known.
struct Parameters: Sendable {
  private(set) var types: [SQLType] = []
  /// The length of each value; -1 for NULL.
  private(set) var lengths: [Int32] = []
  private(set) var offsets: [Int] = []
  private(set) var bytes: [UInt8] = []
  private var asElements = false

  static let none = Parameters()

  /// The most parameters that the protocol can carry.
  static let maximumCount = 65_535

  private init() {}

  /// - Parameter asElements: Whether single values become arrays of one element, to be joined with others.
  /// - Throws: `invalidText` for a text with a NUL character, which PostgreSQL can't hold.
  init(_ values: [SQLValue], asElements: Bool = false) throws(DatabaseError) {
    self.asElements = asElements
    guard values.count <= Parameters.maximumCount else {
      throw .statement(sqlState: "54023", message: "\(values.count) parameters are more than a statement can have")
    }
    types.reserveCapacity(values.count)
    lengths.reserveCapacity(values.count)
    offsets.reserveCapacity(values.count)
    bytes.reserveCapacity(values.count * 20 + 1)
    for value in values { try append(value) }
    // An empty last value still has an address.
    bytes.append(0)
  }

  var count: Int { types.count }

  private mutating func append(_ value: SQLValue) throws(DatabaseError) {
    switch value {
    case .null: scalar(Bool?.none, .inferred) { _, _ in }
    case .uuid(let value): scalar(value, .uuid, BinaryForm.uuid)
    case .text(let value): try scalar(value, .text, BinaryForm.text)
    case .enumeration(let value): try scalar(value, .inferred, BinaryForm.text)
    case .bool(let value): scalar(value, .bool, BinaryForm.bool)
    case .int2(let value): scalar(value, .int2, BinaryForm.integer)
    case .int4(let value): scalar(value, .int4, BinaryForm.integer)
    case .int8(let value): scalar(value, .int8, BinaryForm.integer)
    case .float8(let value): scalar(value, .float8, BinaryForm.float)
    case .timestamp(let value): scalar(value, .timestamptz, BinaryForm.timestamp)
    case .interval(let value): scalar(value, .interval, BinaryForm.interval)
    case .jsonb(let value): scalar(value, .jsonb, BinaryForm.jsonb)
    case .json(let value): scalar(value, .json, BinaryForm.raw)
    case .bytes(let value): scalar(value, .bytea, BinaryForm.raw)
    case .uuids(let items): array(items, .uuids, of: .uuid, BinaryForm.uuid)
    case .optionalUUIDs(let items): optionals(items, .uuids, of: .uuid, BinaryForm.uuid)
    case .texts(let items): try array(items, .texts, of: .text, BinaryForm.text)
    case .optionalTexts(let items): try optionals(items, .texts, of: .text, BinaryForm.text)
    case .bools(let items): array(items, .bools, of: .bool, BinaryForm.bool)
    case .optionalBools(let items): optionals(items, .bools, of: .bool, BinaryForm.bool)
    case .int2s(let items): array(items, .int2s, of: .int2, BinaryForm.integer)
    case .int4s(let items): array(items, .int4s, of: .int4, BinaryForm.integer)
    case .optionalInt4s(let items): optionals(items, .int4s, of: .int4, BinaryForm.integer)
    case .int8s(let items): array(items, .int8s, of: .int8, BinaryForm.integer)
    case .optionalInt8s(let items): optionals(items, .int8s, of: .int8, BinaryForm.integer)
    case .float8s(let items): array(items, .float8s, of: .float8, BinaryForm.float)
    case .optionalFloat8s(let items): optionals(items, .float8s, of: .float8, BinaryForm.float)
    case .dates(let items): array(items, .dates, of: .date, BinaryForm.date)
    case .timestamps(let items): array(items, .timestamptzs, of: .timestamptz, BinaryForm.timestamp)
    case .optionalTimestamps(let items): optionals(items, .timestamptzs, of: .timestamptz, BinaryForm.timestamp)
    case .intervals(let items): array(items, .intervals, of: .interval, BinaryForm.interval)
    case .optionalIntervals(let items): optionals(items, .intervals, of: .interval, BinaryForm.interval)
    case .jsonbs(let items): array(items, .jsonbs, of: .jsonb, BinaryForm.jsonb)
    case .optionalJSONBs(let items): optionals(items, .jsonbs, of: .jsonb, BinaryForm.jsonb)
    case .jsons(let items): array(items, .jsons, of: .json, BinaryForm.raw)
    case .optionalJSONs(let items): optionals(items, .jsons, of: .json, BinaryForm.raw)
    case .byteses(let items): array(items, .byteas, of: .bytea, BinaryForm.raw)
    }
  }

  private mutating func scalar<Value, Failure: Error>(
    _ value: Value?, _ type: SQLType, _ write: (Value, inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    precondition(!asElements || type != .inferred, "a statement for many is told the types of its values")
    if asElements, let arrayType = type.array { return try element(value, type, of: arrayType, write) }
    types.append(type)
    offsets.append(bytes.count)
    guard let value else {
      lengths.append(-1)
      return
    }
    let start = bytes.count
    try write(value, &bytes)
    lengths.append(Int32(clamping: bytes.count - start))
  }

  /// An array of one element.
  private mutating func element<Value, Failure: Error>(
    _ value: Value?, _ type: SQLType, of arrayType: SQLType, _ write: (Value, inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    types.append(arrayType)
    offsets.append(bytes.count)
    let start = bytes.count
    BinaryForm.arrayHeader(count: 1, hasNulls: value == nil, type, &bytes)
    if let value {
      try BinaryForm.element(value, &bytes, write)
    } else {
      BinaryForm.integer(Int32(-1), &bytes)
    }
    lengths.append(Int32(clamping: bytes.count - start))
  }

  // MARK: For many

  /// The parameters of several callers of a statement that serves many: each array holds the elements of all, in their
  /// order.
  ///
  /// - Parameter parts: At least one, all of the same types.
  static func joined(_ parts: [Parameters]) -> Parameters {
    var all = Parameters()
    all.types = parts[0].types
    all.bytes.reserveCapacity(parts.reduce(1) { $0 + $1.bytes.count })
    for column in all.types.indices {
      all.offsets.append(all.bytes.count)
      let headers = parts.map { $0.header(column) }
      BinaryForm.arrayHeader(
        count: headers.reduce(0) { $0 + $1.count }, hasNulls: headers.contains { $0.hasNulls }, headers[0].element,
        &all.bytes)
      for (part, header) in zip(parts, headers) { all.bytes += part.bytes[header.elements] }
      all.lengths.append(Int32(clamping: all.bytes.count - all.offsets[column]))
    }
    all.bytes.append(0)
    return all
  }

  /// What an array of one dimension says of itself, and where its elements lie; an array that is NULL has none.
  private func header(_ column: Int) -> (count: Int, hasNulls: Bool, element: SQLType, elements: Range<Int>) {
    let start = offsets[column]
    let end = start + Int(lengths[column])
    guard end - start >= BinaryForm.emptyArrayLength else { return (0, false, types[column], start..<start) }
    func integer(_ index: Int) -> Int {
      (0..<4).reduce(0) { $0 << 8 | Int(bytes[start + 4 * index + $1]) }
    }
    let isEmpty = integer(0) == 0
    return (
      isEmpty ? 0 : integer(3), integer(1) != 0, SQLType(rawValue: UInt32(integer(2))),
      (isEmpty ? end : start + BinaryForm.arrayHeaderLength)..<end
    )
  }

  private mutating func array<Value, Failure: Error>(
    _ items: [Value], _ type: SQLType, of element: SQLType, _ write: (Value, inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try scalar(items, type) { (items: [Value], bytes: inout [UInt8]) throws(Failure) in
      BinaryForm.arrayHeader(count: items.count, hasNulls: false, element, &bytes)
      for item in items { try BinaryForm.element(item, &bytes, write) }
    }
  }

  private mutating func optionals<Value, Failure: Error>(
    _ items: [Value?], _ type: SQLType, of element: SQLType, _ write: (Value, inout [UInt8]) throws(Failure) -> Void
  ) throws(Failure) {
    try scalar(items, type) { (items: [Value?], bytes: inout [UInt8]) throws(Failure) in
      let hasNulls = items.contains { $0 == nil }
      BinaryForm.arrayHeader(count: items.count, hasNulls: hasNulls, element, &bytes)
      for item in items {
        if let item {
          try BinaryForm.element(item, &bytes, write)
        } else {
          BinaryForm.integer(Int32(-1), &bytes)
        }
      }
    }
  }
}
