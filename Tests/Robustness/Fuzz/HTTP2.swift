import Glibc
import HTTP
import Observability
import Reactor
import Transport

/// A whole server behind a socket: each input is what a peer sends after the preface of HTTP/2 before it ends. The server must end
/// too, and stay able to answer the next one.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
  defer { close(peer) }
  var limit = timeval(tv_sec: 8, tv_usec: 0)
  setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
  // A reset at the end leaves no port waiting: there are thousands of connections a second.
  var linger = linger(l_onoff: 1, l_linger: 0)
  setsockopt(peer, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
  var address = sockaddr_in()
  address.sin_family = sa_family_t(AF_INET)
  address.sin_port = UInt16(Served.shared.port).bigEndian
  address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
  let connected = withUnsafePointer(to: &address) { pointer in
    pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
      let address = $0
      return uninterrupted { Int(connect(peer, address, socklen_t(MemoryLayout<sockaddr_in>.size))) }
    }
  }
  precondition(connected == 0 || errno == EISCONN, "the server takes no connections")
  let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
  let bytes = preface + UnsafeBufferPointer(start: start, count: count)
  var sent = 0
  while sent < bytes.count {
    let taken = uninterrupted {
      bytes.withUnsafeBytes { send(peer, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL)) }
    }
    if taken <= 0 { break }
    sent += taken
  }
  shutdown(peer, Int32(SHUT_WR))
  var buffer = [UInt8](repeating: 0, count: 65536)
  while true {
    let got = uninterrupted { recv(peer, &buffer, buffer.count, 0) }
    if got == 0 { break }
    if got < 0 {
      precondition(errno != EAGAIN, "the server does not end the connection")
      break
    }
  }
  return 0
}

/// A call to the system, made again when the fuzzer's timer interrupts it: calls with a time limit are not begun anew by the system.
private func uninterrupted(_ call: () -> Int) -> Int {
  while true {
    let result = call()
    if result >= 0 || errno != EINTR { return result }
  }
}

/// The server, made at the first input and kept.
///
/// `@unchecked Sendable`: its members are constants and safe to use from any thread.
private final class Served: @unchecked Sendable {
  static let shared = Served()

  let loop: EventLoop
  let server: HTTPServer

  var port: Int { server.port }

  private init() {
    do {
      loop = try EventLoop(name: "fuzz")
    } catch {
      preconditionFailure("\(error)")
    }
    var limits = ConnectionLimits()
    limits.request.bodyBytes = 65536
    limits.lingerTimeout = .milliseconds(200)
    let responder = ClosureResponder { request in
      switch request.method {
      case .post: .json(request.body)
      default:
        Response(status: .ok, body: .stream { writer in try await writer.write(Array(repeating: 120, count: 3000)) })
      }
    }
    server = HTTPServer(
      loop: loop, configuration: ListenConfiguration(port: 0, reusePort: false, limits: limits), responder: responder,
      logger: Logger(service: "fuzz", level: .error))
    loop.start()
    let server = server
    Task { try await server.start() }
    while server.port == 0 { usleep(1000) }
  }
}
