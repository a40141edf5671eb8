import Glibc
import Reactor
import Synchronization

@testable import Transport

/// One HTTP/2 frame.
struct Frame {
  enum Kind {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
  }

  var kind: UInt8
  var flags: UInt8
  var stream: Int
  var payload: [UInt8]

  var endsStream: Bool { flags & 1 != 0 }
  /// The first 32-bit word of the payload.
  var word: Int { payload.prefix(4).reduce(0) { $0 << 8 | Int($1) } }
}

/// The server's end of one connection, driven frame by frame on a thread of its own. It decodes no header block, and
/// answers with literal ones.
final class FramePeer {
  private let descriptor: Int32
  /// How many connections the server had before this one.
  let number: Int
  var answersPings = true
  private var initialWindow = 65535
  private var connectionWindow = 65535
  private var streamWindows: [Int: Int] = [:]

  init(descriptor: Int32, number: Int) {
    self.descriptor = descriptor
    self.number = number
  }

  /// Reads the client's preface and sends SETTINGS.
  func open(maximumStreams: Int = 100) {
    _ = bytes(24)
    write(Frame.Kind.settings, payload: [0, 3] + FramePeer.word(maximumStreams))
  }

  /// The next frame that the test has to know about; nil at the end of the connection.
  func next() -> Frame? {
    while let frame = read() {
      switch frame.kind {
      case Frame.Kind.settings: settings(frame)
      case Frame.Kind.ping:
        if answersPings, frame.flags & 1 == 0 { write(Frame.Kind.ping, flags: 1, payload: frame.payload) }
      case Frame.Kind.windowUpdate:
        if frame.stream == 0 {
          connectionWindow += frame.word
        } else {
          streamWindows[frame.stream, default: initialWindow] += frame.word
        }
      default: return frame
      }
    }
    return nil
  }

  /// The stream of the next request, after its whole body, which is returned too.
  func request() -> (stream: Int, body: [UInt8])? {
    var body: [UInt8] = []
    while let frame = next() {
      guard frame.kind == Frame.Kind.headers || frame.kind == Frame.Kind.data else { continue }
      if frame.kind == Frame.Kind.data, !frame.payload.isEmpty {
        body += frame.payload
        write(Frame.Kind.windowUpdate, payload: FramePeer.word(frame.payload.count))
        write(Frame.Kind.windowUpdate, stream: frame.stream, payload: FramePeer.word(frame.payload.count))
      }
      if frame.endsStream { return (frame.stream, body) }
    }
    return nil
  }

  /// Sends a whole answer, within the client's windows.
  func answer(_ stream: Int, status: Int = 200, fields: [(String, String)] = [], body: [UInt8] = []) {
    // `:status` is name 8 of the static table; everything is a literal without indexing.
    var block: [UInt8] = [0x08, 3] + Array(String(status).utf8)
    for (name, value) in fields {
      block += [0, UInt8(name.utf8.count)] + Array(name.utf8) + [UInt8(value.utf8.count)] + Array(value.utf8)
    }
    write(Frame.Kind.headers, flags: body.isEmpty ? 5 : 4, stream: stream, payload: block)
    var rest = body[...]
    while !rest.isEmpty {
      let window = min(connectionWindow, streamWindows[stream, default: initialWindow], 16384)
      guard window > 0 else {
        guard next() != nil || connectionWindow > 0 else { return }
        continue
      }
      let part = rest.prefix(window)
      rest = rest.dropFirst(window)
      connectionWindow -= part.count
      streamWindows[stream, default: initialWindow] -= part.count
      guard write(Frame.Kind.data, flags: rest.isEmpty ? 1 : 0, stream: stream, payload: Array(part)) else { return }
      if connectionWindow <= 0 || streamWindows[stream, default: initialWindow] <= 0 { awaitWindow(of: stream) }
    }
  }

  /// Reads until the client has opened both windows again.
  private func awaitWindow(of stream: Int) {
    while connectionWindow <= 0 || streamWindows[stream, default: initialWindow] <= 0 {
      guard let frame = read() else { return }
      switch frame.kind {
      case Frame.Kind.settings: settings(frame)
      case Frame.Kind.windowUpdate:
        if frame.stream == 0 {
          connectionWindow += frame.word
        } else {
          streamWindows[frame.stream, default: initialWindow] += frame.word
        }
      default: break
      }
    }
  }

  func reset(_ stream: Int, code: Int) {
    write(Frame.Kind.reset, stream: stream, payload: FramePeer.word(code))
  }

  func goAway(last: Int) {
    write(Frame.Kind.goAway, payload: FramePeer.word(last) + FramePeer.word(0))
  }

  private func settings(_ frame: Frame) {
    guard frame.flags & 1 == 0 else { return }
    for start in stride(from: 0, to: frame.payload.count - 5, by: 6) {
      let entry = frame.payload[start..<start + 6]
      if entry.prefix(2) == [0, 4] { initialWindow = entry.dropFirst(2).reduce(0) { $0 << 8 | Int($1) } }
    }
    write(Frame.Kind.settings, flags: 1, payload: [])
  }

  static func word(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  @discardableResult
  func write(_ kind: UInt8, flags: UInt8 = 0, stream: Int = 0, payload: [UInt8]) -> Bool {
    let frame = FramePeer.word(payload.count).dropFirst() + [kind, flags] + FramePeer.word(stream) + payload
    let bytes = Array(frame)
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        send(descriptor, raw.baseAddress.map { $0 + sent }, raw.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      sent += count
    }
    return true
  }

  private func read() -> Frame? {
    guard let header = bytes(9) else { return nil }
    let length = header[0..<3].reduce(0) { $0 << 8 | Int($1) }
    let stream = header[5..<9].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
    guard let payload = bytes(length) else { return nil }
    return Frame(kind: header[3], flags: header[4], stream: stream, payload: payload)
  }

  private func bytes(_ count: Int) -> [UInt8]? {
    var buffer = [UInt8](repeating: 0, count: count)
    var filled = 0
    while filled < count {
      let got = buffer.withUnsafeMutableBytes { raw in
        recv(descriptor, raw.baseAddress.map { $0 + filled }, raw.count - filled, 0)
      }
      guard got > 0 else { return nil }
      filled += got
    }
    return buffer
  }
}

/// A listener that gives each connection to a handler on a thread of its own, and closes it when that returns.
final class FrameServer: Sendable {
  let address: UpstreamAddress
  let port: UInt16
  private let listener: Int32
  private struct State {
    var open: Set<Int32> = []
    var accepted = 0
    var isStopped = false
  }
  private let state = Mutex(State())

  /// Listens on a literal address; port 0 takes a free one.
  init(host: String = "127.0.0.1", port: UInt16 = 0, handler: @escaping @Sendable (FramePeer) -> Void) throws {
    let wanted = SystemResolver.lookup(host, port)?.first
    guard let wanted else { throw UpstreamError.unavailable }
    listener = socket(wanted.family, Int32(SOCK_STREAM.rawValue), 0)
    var on: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
    let listener = listener
    let bound = wanted.withSocketAddress { bind(listener, $0, $1) }
    guard bound == 0, listen(listener, 16) == 0 else {
      close(listener)
      throw UpstreamError.unavailable
    }
    var name = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(listener, $0, &length) }
    }
    self.port = UInt16(bigEndian: name.sin_port)
    let actual = SystemResolver.lookup(host, UInt16(bigEndian: name.sin_port))?.first
    guard let actual else { throw UpstreamError.unavailable }
    address = actual
    _ = DetachedThread.start { self.accept(handler) }
  }

  var connectionCount: Int { state.withLock { $0.accepted } }

  private func accept(_ handler: @escaping @Sendable (FramePeer) -> Void) {
    while true {
      let descriptor = Glibc.accept(listener, nil, nil)
      guard descriptor >= 0 else { break }
      let number: Int? = state.withLock { state in
        guard !state.isStopped else { return nil }
        state.open.insert(descriptor)
        defer { state.accepted += 1 }
        return state.accepted
      }
      guard let number else {
        close(descriptor)
        break
      }
      _ = DetachedThread.start {
        handler(FramePeer(descriptor: descriptor, number: number))
        self.state.withLock { state in
          state.open.remove(descriptor)
          close(descriptor)
        }
      }
    }
    close(listener)
  }

  /// Refuses new connections and breaks the open ones.
  func stop() {
    state.withLock { state in
      guard !state.isStopped else { return }
      state.isStopped = true
      shutdown(listener, Int32(SHUT_RDWR))
      for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
    }
  }
}
