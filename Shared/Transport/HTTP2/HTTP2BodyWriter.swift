internal import HTTP
internal import Reactor

/// Writes a streamed body to an HTTP/2 stream.
///
/// `@unchecked Sendable`: it only hands over to the stream, on the stream's loop.
final class HTTP2BodyWriter: BodyWriter, @unchecked Sendable {
  private let stream: HTTP2Stream

  init(stream: HTTP2Stream) {
    self.stream = stream
  }

  func write(_ bytes: [UInt8]) async throws {
    if bytes.isEmpty { return }
    try await withUnsafeThrowingContinuation { (continuation: UnsafeContinuation<Void, any Error>) in
      stream.loop.onLoop { [stream] in
        stream.write { $0.append(contentsOf: bytes) }
        stream.whenWritable(continuation)
      }
    }
  }
}
