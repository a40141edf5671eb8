import HTTP

/// Request targets: what was accepted is accepted again in its own text.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  do {
    let target = try RequestTarget(bytes)
    precondition(target.path.hasPrefix("/") || target.path == "*", "a path that is none")
  } catch {
    precondition((400..<600).contains(error.status.code), "a refusal that is none")
  }
  return 0
}
