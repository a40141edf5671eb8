import HTTP

/// The parser of WebSocket frames, fed in pieces of every size: the first byte says how large they are.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count > 1 else { return 0 }
  let step = max(1, start[0] == 0 ? count : Int(start[0]))
  var parser = WebSocketFrameParser(limits: .init(messageBytes: 4096, fragments: 32))
  var offset = 1
  do {
    while offset < count {
      let piece = UnsafeRawBufferPointer(start: start + offset, count: min(step, count - offset))
      var consumed = 0
      while consumed < piece.count {
        let before = consumed
        let event = try parser.parse(piece, consumed: &consumed)
        precondition(consumed > before && consumed <= piece.count, "no progress")
        precondition(parser.bufferedBytes <= 4096 + 125, "more kept than the bounds allow")
        if event == nil { break }
        if case .close = event { return 0 }
      }
      offset += piece.count
    }
  } catch {
    precondition((1000..<5000).contains(error.code), "a close code that is none")
  }
  return 0
}
