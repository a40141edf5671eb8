import HTTP

/// The parser of HTTP/1.1 requests, fed in pieces of every size: the first byte says how large they are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count > 1 else { return 0 }
  var limits = RequestLimits()
  limits.bodyBytes = 4096
  limits.headBytes = 8192
  let step = max(1, start[0] == 0 ? count : Int(start[0]))
  let parser = RequestParser(limits: limits)
  var offset = 1
  do {
    while offset < count {
      let piece = UnsafeRawBufferPointer(start: start + offset, count: min(step, count - offset))
      var consumed = 0
      while consumed < piece.count {
        let before = consumed
        let event = try parser.parse(piece, consumed: &consumed)
        precondition(consumed > before || event != nil, "no progress")
        precondition(consumed <= piece.count, "more taken than was there")
        precondition(parser.bufferedBytes <= 8192 + 4096 + 64, "more kept than the bounds allow")
        if event == nil { break }
        if case .request(let request, _, _) = event {
          precondition(request.body.count <= 4096, "a body beyond its bound")
        }
      }
      offset += piece.count
    }
  } catch {
    precondition((400..<600).contains(error.status.code), "a refusal that is none")
  }
  return 0
}
