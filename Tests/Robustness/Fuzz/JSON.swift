import JSON

/// The JSON parser, everything that walks what it made, and the writer: what was accepted is written again and must be accepted
/// again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  do {
    let document = try JSONDocument.parse(bytes)
    walk(document.root, depth: 0)
    var writer = JSONWriter()
    writer.raw(document.root.raw)
    do {
      _ = try JSONDocument.parse(writer.bytes)
    } catch {
      preconditionFailure("what was written is not JSON: \(error)")
    }
  } catch {
    precondition(error.characterOffset >= 0 && error.characterOffset <= count, "an error outside the text")
  }
  return 0
}

private func walk(_ value: JSONValue, depth: Int) {
  precondition(depth <= 200, "deeper than the bound")
  _ = value.text
  _ = value.integer
  _ = value.double
  _ = value.bool
  _ = value.isNull
  _ = value["name"]
  for member in value.members { walk(member.value, depth: depth + 1) }
  for element in value.elements { walk(element, depth: depth + 1) }
}
