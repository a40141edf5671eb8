import Glibc
import Synchronization

/// A server on loopback that reads one request a connection and answers with the bytes of its script. It runs on a thread of
/// its own.
final class TestSink: Sendable {
  /// What a connection does after it has read the head of a request.
  enum Answer: Sendable {
    case bytes(String)
    /// Nothing, until the peer is gone.
    case silence
    /// These bytes again and again, until the peer is gone.
    case endless(head: String, chunk: String)
  }

  let port: Int
  private let listener: Int32
  private let answer: Answer
  private let state = Mutex((requests: [String](), gone: 0))

  init(_ answer: Answer) throws {
    self.answer = answer
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.listener = listener
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard isBound else { throw SinkError() }
    port = Int(UInt16(bigEndian: address.sin_port))
    var thread = pthread_t()
    let code = pthread_create(
      &thread, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<TestSink>.fromOpaque(argument).takeRetainedValue().serve()
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    guard code == 0 else { throw SinkError() }
    pthread_detach(thread)
  }

  struct SinkError: Error {}

  var url: String { "http://127.0.0.1:\(port)/" }

  /// The requests that came, head and body.
  var requests: [String] { state.withLock { $0.requests } }

  /// Connections that the peer closed while they were to get something or nothing.
  var gone: Int { state.withLock { $0.gone } }

  /// Waits until a condition holds, for some seconds at most.
  func wait(until condition: (TestSink) -> Bool) async throws -> Bool {
    for _ in 0..<500 where !condition(self) { try await Task.sleep(for: .milliseconds(10)) }
    return condition(self)
  }

  func stop() {
    shutdown(listener, Int32(SHUT_RDWR))
  }

  private func serve() {
    // Other tests send the process signals, which must not end a call here.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, nil)
    while true {
      let connection = accept(listener, nil, nil)
      guard connection >= 0 else { break }
      handle(connection)
      close(connection)
    }
    close(listener)
  }

  private func handle(_ connection: Int32) {
    var text = ""
    while !TestSink.isComplete(text) {
      guard let more = TestSink.read(connection) else { return }
      text += more
    }
    let request = text
    state.withLock { $0.requests.append(request) }
    switch answer {
    case .bytes(let bytes): _ = TestSink.write(connection, bytes)
    case .silence:
      while TestSink.read(connection) != nil {}
      state.withLock { $0.gone += 1 }
    case .endless(let head, let chunk):
      guard TestSink.write(connection, head) else { return }
      while TestSink.write(connection, chunk) {}
      state.withLock { $0.gone += 1 }
    }
  }

  private static func isComplete(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    let blank = Array("\r\n\r\n".utf8)
    guard let end = bytes.indices.first(where: { bytes[$0...].starts(with: blank) }) else { return false }
    let lines = text.lowercased().split(separator: "\r\n")
    let length = lines.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
    return bytes.count >= end + 4 + (length ?? 0)
  }

  private static func read(_ connection: Int32) -> String? {
    var buffer = [UInt8](repeating: 0, count: 65536)
    let count = recv(connection, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  private static func write(_ connection: Int32, _ text: String) -> Bool {
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
    }
    return true
  }
}
