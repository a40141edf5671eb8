public import Values

/// Arrays of one dimension. A plain list has no NULL in it; `optional…s` allows NULL elements; `…IfPresent` allows the
/// whole column to be NULL.
extension RowReader {
  public mutating func uuids() throws(DatabaseError) -> [UUID] {
    try RowReader.present(uuidsIfPresent(), "uuid[]", self)
  }

  public mutating func uuidsIfPresent() throws(DatabaseError) -> [UUID]? {
    try list("uuid[]", { $0 == .uuid }, BinaryValue.uuid)
  }

  public mutating func optionalUUIDs() throws(DatabaseError) -> [UUID?] {
    try RowReader.present(sparse("uuid[]", { $0 == .uuid }, BinaryValue.uuid), "uuid[]", self)
  }

  public mutating func texts() throws(DatabaseError) -> [String] {
    try RowReader.present(textsIfPresent(), "text[]", self)
  }

  public mutating func textsIfPresent() throws(DatabaseError) -> [String]? {
    try list("text[]", { $0.isTextual }, BinaryValue.text)
  }

  public mutating func optionalTexts() throws(DatabaseError) -> [String?] {
    try RowReader.present(sparse("text[]", { $0.isTextual }, BinaryValue.text), "text[]", self)
  }

  public mutating func bools() throws(DatabaseError) -> [Bool] {
    try RowReader.present(list("bool[]", { $0 == .bool }, BinaryValue.bool), "bool[]", self)
  }

  public mutating func optionalBools() throws(DatabaseError) -> [Bool?] {
    try RowReader.present(sparse("bool[]", { $0 == .bool }, BinaryValue.bool), "bool[]", self)
  }

  public mutating func ints() throws(DatabaseError) -> [Int] {
    try RowReader.present(intsIfPresent(), "an integer array", self)
  }

  public mutating func intsIfPresent() throws(DatabaseError) -> [Int]? {
    try list("an integer array", { $0 == .int8 || $0 == .int4 || $0 == .int2 }, BinaryValue.integer)
  }

  public mutating func optionalInts() throws(DatabaseError) -> [Int?] {
    try RowReader.present(
      sparse("an integer array", { $0 == .int8 || $0 == .int4 || $0 == .int2 }, BinaryValue.integer),
      "an integer array", self)
  }

  public mutating func doubles() throws(DatabaseError) -> [Double] {
    try RowReader.present(list("float8[]", { $0 == .float8 }, BinaryValue.float), "float8[]", self)
  }

  public mutating func optionalDoubles() throws(DatabaseError) -> [Double?] {
    try RowReader.present(sparse("float8[]", { $0 == .float8 }, BinaryValue.float), "float8[]", self)
  }

  public mutating func timestamps() throws(DatabaseError) -> [Timestamp] {
    try RowReader.present(list("timestamptz[]", { $0 == .timestamptz }, BinaryValue.timestamp), "timestamptz[]", self)
  }

  public mutating func optionalTimestamps() throws(DatabaseError) -> [Timestamp?] {
    try RowReader.present(sparse("timestamptz[]", { $0 == .timestamptz }, BinaryValue.timestamp), "timestamptz[]", self)
  }

  public mutating func intervals() throws(DatabaseError) -> [Duration] {
    try RowReader.present(list("interval[]", { $0 == .interval }, BinaryValue.interval), "interval[]", self)
  }

  public mutating func optionalIntervals() throws(DatabaseError) -> [Duration?] {
    try RowReader.present(sparse("interval[]", { $0 == .interval }, BinaryValue.interval), "interval[]", self)
  }

  public mutating func jsonbs() throws(DatabaseError) -> [[UInt8]] {
    try RowReader.present(list("jsonb[]", { $0 == .jsonb }, BinaryValue.jsonb), "jsonb[]", self)
  }

  public mutating func optionalJSONBs() throws(DatabaseError) -> [[UInt8]?] {
    try RowReader.present(sparse("jsonb[]", { $0 == .jsonb }, BinaryValue.jsonb), "jsonb[]", self)
  }

  public mutating func jsons() throws(DatabaseError) -> [[UInt8]] {
    try RowReader.present(list("json[]", { $0 == .json }, BinaryValue.raw), "json[]", self)
  }

  public mutating func byteses() throws(DatabaseError) -> [[UInt8]] {
    try RowReader.present(list("bytea[]", { $0 == .bytea }, BinaryValue.raw), "bytea[]", self)
  }

  // MARK: Plumbing

  private mutating func sparse<Value>(
    _ expected: StaticString, _ accepts: (SQLType) -> Bool, _ read: (UnsafeRawBufferPointer) -> Value?
  ) throws(DatabaseError) -> [Value?]? {
    try next(expected, { _ in true }) { BinaryValue.array($0, accepts, read) }
  }

  private mutating func list<Value>(
    _ expected: StaticString, _ accepts: (SQLType) -> Bool, _ read: (UnsafeRawBufferPointer) -> Value?
  ) throws(DatabaseError) -> [Value]? {
    try next(expected, { _ in true }) { bytes in
      guard let sparse: [Value?] = BinaryValue.array(bytes, accepts, read) else { return nil }
      let dense = sparse.compactMap { $0 }
      return dense.count == sparse.count ? dense : nil
    }
  }
}
