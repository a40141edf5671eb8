import Models
import Values

/// Moments and spans of time as clients write them: what is accepted has a text that reads as the same moment.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  if let moment = TimeText.moment(text) {
    precondition(TimeText.moment(moment.text) == moment, "a moment that does not read its own text")
  }
  _ = SpanText.span(text)
  if let number = Double(text) {
    _ = TimeText.moment(ofEpoch: number)
    _ = SpanText.span(seconds: number)
  }
  return 0
}
