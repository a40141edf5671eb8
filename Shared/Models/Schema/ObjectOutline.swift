/// Collects what a reading asks an object for, in a run without an object. What is asked for only in some cases has to be
/// told by a schema that is written out.
final class ObjectOutline {
  private(set) var members: [ObjectSchema.Member] = []

  func note(_ key: StaticString, _ schema: ValueSchema, isRequired: Bool) {
    members.append(ObjectSchema.Member(key.description, schema, isRequired: isRequired))
  }
}

extension ObjectSchema {
  /// The object that a closure reads.
  ///
  /// - Parameter kind: How the object is read; parameters may be null wherever they may be absent.
  init<Value>(_ kind: ObjectReader.Kind, isOpen: Bool, readBy read: (inout ObjectReader) -> Value) {
    let outline = ObjectOutline()
    var reader = ObjectReader(outline: outline, kind: kind)
    _ = read(&reader)
    self.init(outline.members, isOpen: isOpen)
  }

  /// Several parameters that share a body, as a closure reads them.
  public static func parameters<Value>(readBy read: (inout ObjectReader) -> Value) -> ObjectSchema {
    ObjectSchema(.parameters, isOpen: true, readBy: read)
  }
}

extension ValueSchema {
  /// A model, under the name of its type.
  public static func model<Model: ObjectReadable>(_ type: Model.Type) -> ValueSchema {
    .component(SchemaComponent(of: type) { .object(type.unknownKeys) { type.init(reader: &$0) } })
  }

  /// A model that is read by a closure.
  static func object<Value>(_ unknownKeys: UnknownKeys, readBy read: (inout ObjectReader) -> Value) -> ValueSchema {
    .object(ObjectSchema(.model, isOpen: unknownKeys == .ignored, readBy: read))
  }
}
