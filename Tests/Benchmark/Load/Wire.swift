internal import Glibc
internal import Reactor

/// One socket with its two buffers. Whoever owns it is told of bytes and of the end.
final class Wire: ReadinessHandler {
  /// What has arrived and was not consumed yet.
  private(set) var input: [UInt8] = []
  private(set) var consumed = 0
  private var output: [UInt8] = []
  private var sent = 0
  private var registration: Registration?
  private let descriptor: Int32
  private let loop: EventLoop
  private var flushing = false

  var received: () -> Void = {}
  /// Called when everything handed to `send` has left.
  var drained: () -> Void = {}
  var ended: (String) -> Void = { _ in }

  init(loop: EventLoop, descriptor: Int32) {
    self.loop = loop
    self.descriptor = descriptor
  }

  func open() throws {
    registration = try loop.register(descriptor, for: .read, handler: self)
  }

  func close() {
    guard let registration else { return }
    registration.cancel()
    self.registration = nil
    Glibc.close(descriptor)
    received = {}
    drained = {}
    ended = { _ in }
  }

  /// How many bytes wait to leave.
  var backlog: Int { output.count - sent }

  /// How many bytes wait to be consumed.
  var available: Int { input.count - consumed }

  func send(_ bytes: some Sequence<UInt8>) {
    output.append(contentsOf: bytes)
    guard !flushing else { return }
    flushing = true
    loop.atEndOfTurn { [self] in
      flushing = false
      flush()
    }
  }

  func consume(_ count: Int) {
    consumed += count
    if consumed == input.count {
      input.removeAll(keepingCapacity: true)
      consumed = 0
    } else if consumed > 65536 {
      input.removeFirst(consumed)
      consumed = 0
    }
  }

  func ready(_ readiness: Readiness) {
    if readiness.contains(.write) { flush() }
    if !readiness.isDisjoint(with: [.read, .hangUp, .error]) { read() }
  }

  private func read() {
    guard registration != nil else { return }
    let count = withUnsafeTemporaryAllocation(byteCount: 65536, alignment: 1) { buffer in
      let count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
      if count > 0 { input.append(contentsOf: buffer[..<count]) }
      return count
    }
    if count > 0 {
      received()
    } else if count == 0 {
      finish("closed by the server")
    } else if errno != EAGAIN, errno != EINTR {
      finish(SystemError(operation: "recv").description)
    }
  }

  private func flush() {
    guard let registration, backlog > 0 else { return }
    let count = output.withUnsafeBytes { buffer in
      Glibc.send(descriptor, buffer.baseAddress.map { $0 + sent }, buffer.count - sent, Int32(MSG_NOSIGNAL))
    }
    if count > 0 {
      sent += count
    } else if errno != EAGAIN, errno != ENOTCONN, errno != EINTR {
      finish(SystemError(operation: "send").description)
      return
    }
    if backlog == 0 {
      output.removeAll(keepingCapacity: true)
      sent = 0
      registration.wait(for: .read)
      drained()
    } else {
      registration.wait(for: [.read, .write])
    }
  }

  private func finish(_ reason: String) {
    let call = ended
    close()
    call(reason)
  }
}
