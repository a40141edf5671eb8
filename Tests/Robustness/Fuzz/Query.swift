import Routing
import Values

/// Query strings, and the identifiers that stand in paths.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  let text = String(decoding: bytes, as: UTF8.self)
  for item in QueryItems(text) {
    precondition(item.name.utf8.count + item.value.utf8.count <= 3 * text.utf8.count, "decoding made it longer")
  }
  if let id = UUID(text) {
    precondition(UUID(id.description) == id, "an id that does not read its own text")
  }
  if let start = bytes.baseAddress { _ = UUID(utf8: UnsafeBufferPointer(start: start, count: count)) }
  return 0
}
