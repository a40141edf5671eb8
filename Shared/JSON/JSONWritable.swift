/// Something with a JSON form.
public protocol JSONWritable {
  func write(to writer: inout JSONWriter)
}

extension JSONWritable {
  /// The JSON form as a text of its own.
  public var json: RawJSON { RawJSON { write(to: &$0) } }
}

extension JSONWriter {
  /// A value with a JSON form; nil is null.
  @inlinable
  public mutating func value(_ value: (some JSONWritable)?) {
    if let value { value.write(to: &self) } else { null() }
  }

  /// A list of them.
  @inlinable
  public mutating func values(_ values: some Sequence<some JSONWritable>) {
    beginArray()
    for value in values { value.write(to: &self) }
    endArray()
  }
}
