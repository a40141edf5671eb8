/// The protocol that a connection speaks: what gives meaning to its bytes. All calls come on the loop.
protocol Wire: AnyObject {
  /// Bytes from the peer. All are taken; to get fewer, `pauseReading` is to be called.
  func receive(_ bytes: UnsafeRawBufferPointer)
  /// The peer sends nothing more.
  func peerEnded()
  /// Puts what waits into the connection's output, as far as there is room.
  func fillOutput()
  /// The connection's output fell below its bound again.
  func outputDrained()
  /// The deadline set by `setDeadline` has passed.
  func deadlinePassed()
  /// The server goes away: ends what is idle, lets what is under way finish.
  func drain()
  /// The connection is gone, for whatever reason. Nothing can be written any more.
  func connectionClosed()
}
