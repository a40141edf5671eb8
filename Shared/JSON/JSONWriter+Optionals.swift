public import Values

/// nil is written as null.
extension JSONWriter {
  public mutating func string(_ value: String?) {
    if let value { string(value) } else { null() }
  }

  public mutating func integer(_ value: (some BinaryInteger)?) {
    if let value { integer(value) } else { null() }
  }

  public mutating func double(_ value: Double?) {
    if let value { double(value) } else { null() }
  }

  public mutating func bool(_ value: Bool?) {
    if let value { bool(value) } else { null() }
  }

  public mutating func uuid(_ value: UUID?) {
    if let value { uuid(value) } else { null() }
  }

  public mutating func timestamp(_ value: Timestamp?) {
    if let value { timestamp(value) } else { null() }
  }

  public mutating func duration(_ value: Duration?) {
    if let value { duration(value) } else { null() }
  }

  public mutating func raw(_ value: RawJSON?) {
    if let value { raw(value) } else { null() }
  }

  /// A list of texts.
  public mutating func strings(_ values: [String]) {
    beginArray()
    for value in values { string(value) }
    endArray()
  }

  /// A list of identifiers.
  public mutating func uuids(_ values: [UUID]) {
    beginArray()
    for value in values { uuid(value) }
    endArray()
  }
}
