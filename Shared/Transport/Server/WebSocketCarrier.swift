internal import Reactor

/// What carries a WebSocket's frames: a whole HTTP/1.1 connection or one HTTP/2 stream. All calls come on the loop.
protocol WebSocketCarrier: AnyObject {
  var loop: EventLoop { get }
  var isCongested: Bool { get }
  func write(_ body: (inout [UInt8]) -> Void)
  func whenWritable(_ continuation: UnsafeContinuation<Void, any Error>)
  func setReading(_ reading: Bool)
  /// Asks for the session's `deadlinePassed` at a moment of the monotonic clock.
  func setDeadline(_ moment: Int64)
  /// Sends what waits, then ends.
  func endAfterFlush()
}
