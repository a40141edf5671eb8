internal import JSON

/// Where references lead (JSON Schema core §8.2).
extension Evaluation {
  func applyReference(
    _ value: SchemaValue, isDynamic: Bool, _ place: SchemaApplication, _ failures: inout FailureList
  ) throws(SchemaError) {
    guard let reference = value.text else { return }
    let target = try resolve(reference, from: place.scope, isDynamic: isDynamic)
    try check(place.instance, target.schema, target.scope, isEntered: true, &failures)
  }

  /// - Throws: `refused` for a reference that leads nowhere, in the words of the API.
  func resolve(_ reference: String, from scope: SchemaScope, isDynamic: Bool) throws(SchemaError) -> ResolvedSchema {
    let fragment = SchemaURI.split(reference).fragment
    let uri = SchemaURI.join(scope.base, reference)
    guard let resource = resource(uri) else { throw .unresolvable("Unresolvable: \(reference)") }
    guard !fragment.isEmpty else { return ResolvedSchema(schema: resource, scope: scope.entering(base: uri)) }
    if fragment.hasPrefix("/") { return try follow(fragment, in: resource, scope.entering(base: uri)) }
    guard let entry = anchor(fragment, at: canonical(uri, resource)) else {
      if fragment.contains("/") { throw .unresolvable("InvalidAnchor: '#\(fragment)' is not a valid anchor") }
      throw .unresolvable(
        "NoSuchAnchor: \(PythonRepresentation.of(fragment)) does not exist within \(PythonRepresentation.of(resource))")
    }
    // A dynamic reference to a dynamic anchor leads to the outermost resource with an anchor of that name.
    if isDynamic, dynamicAnchor(fragment, at: entry.base) != nil {
      for base in scope.path {
        if let outer = dynamicAnchor(fragment, at: base) {
          return ResolvedSchema(schema: outer.schema, scope: scope.entering(base: outer.base))
        }
      }
    }
    return ResolvedSchema(schema: entry.schema, scope: scope.entering(base: entry.base))
  }

  /// The address that a resource gives itself.
  private func canonical(_ uri: String, _ resource: SchemaValue) -> String {
    resource.object?["$id"]?.text.map { SchemaURI.join(uri, $0) } ?? uri
  }

  /// Follows a JSON pointer (RFC 6901), through the addresses that the schemas on its way give themselves.
  private func follow(
    _ pointer: String, in resource: SchemaValue, _ scope: SchemaScope
  ) throws(SchemaError) -> ResolvedSchema {
    var current = resource
    var scope = scope
    var place = SchemaPlace.schema
    for segment in SchemaPointer.decode(pointer).dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
      let key = SchemaPointer.unescape(segment)
      guard let next = SchemaPointer.step(key, in: current) else {
        throw .unresolvable(
          "PointerToNowhere: \(PythonRepresentation.of(pointer)) does not exist within \(PythonRepresentation.of(resource))"
        )
      }
      current = next
      switch place {
      case .schema: place = SchemaPlace(keyword: key)
      case .list, .map: place = .schema
      case .elsewhere: continue
      }
      if case .schema = place { scope = scope.entering(current) }
    }
    return ResolvedSchema(schema: current, scope: scope)
  }
}

extension SchemaError {
  fileprivate static func unresolvable(_ text: String) -> SchemaError {
    .refused("Validation failed. Failure reason: \(text)")
  }
}

/// The parts of a JSON pointer in a fragment.
enum SchemaPointer {
  /// Percent decoding; what is no escape stays as it is.
  static func decode(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
    var output: [UInt8] = []
    let bytes = Array(text.utf8)
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
        let value = UInt8(String(decoding: bytes[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        output.append(value)
        index += 3
      } else {
        output.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  static func unescape(_ segment: Substring) -> String {
    guard segment.utf8.contains(UInt8(ascii: "~")) else { return String(segment) }
    var output: [UInt8] = []
    var isEscaped = false
    for byte in segment.utf8 {
      if isEscaped, byte == UInt8(ascii: "0") || byte == UInt8(ascii: "1") {
        output[output.count - 1] = byte == UInt8(ascii: "0") ? UInt8(ascii: "~") : UInt8(ascii: "/")
        isEscaped = false
      } else {
        output.append(byte)
        isEscaped = byte == UInt8(ascii: "~")
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  static func step(_ key: String, in value: SchemaValue) -> SchemaValue? {
    switch value {
    case .object(let object): object[key]
    case .array(let elements): Int(key).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
    default: nil
    }
  }
}
