internal import CReactor
internal import Glibc

/// Hands the process's signals to a loop, as calls on its thread.
///
/// A signal handler may do next to nothing, so it writes the signal's number to a pipe that the loop reads. Of several
/// watches for a signal the one that was made last gets it. A watch belongs to its loop's thread.
public final class SignalWatch: ReadinessHandler {
  private let reading: Int32
  private let writing: Int32
  private let received: (Int32) -> Void
  private var registration: Registration?

  /// Starts watching. On the loop only.
  public init(_ signals: [Int32], on loop: EventLoop, received: @escaping (Int32) -> Void) throws(SystemError) {
    var ends: [Int32] = [-1, -1]
    guard creactor_pipe(&ends) == 0 else { throw SystemError(operation: "pipe2") }
    (reading, writing) = (ends[0], ends[1])
    self.received = received
    for signal in signals where creactor_report_signal(signal, writing) != 0 {
      throw SystemError(operation: "sigaction")
    }
    registration = try loop.register(reading, for: .read, handler: self)
  }

  /// The pipe stays open: a handler on another thread may be about to write to it.
  public func stop() {
    registration?.cancel()
    registration = nil
  }

  public func ready(_ readiness: Readiness) {
    var bytes = [UInt8](repeating: 0, count: 16)
    let count = read(reading, &bytes, bytes.count)
    guard count > 0 else { return }
    for byte in bytes[..<count] { received(Int32(byte)) }
  }

  /// Makes writing to a closed socket or pipe an error of the call instead of the end of the process.
  public static func ignoreBrokenPipes() {
    _ = creactor_ignore_signal(SIGPIPE)
  }
}
