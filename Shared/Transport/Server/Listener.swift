internal import Glibc
internal import Observability
internal import Reactor

/// A listening socket. It belongs to its loop.
final class Listener: ReadinessHandler {
  let port: Int
  private let loop: EventLoop
  private let logger: Logger
  private let descriptor: Int32
  private let accepted: (Int32, String) -> Void
  private var registration: Registration?

  /// How many connections are accepted before others get their turn.
  private static let batch = 64
  /// How long nothing is accepted when the process has no descriptor left.
  private static let rest = Duration.milliseconds(100)

  init(
    loop: EventLoop, configuration: ListenConfiguration, logger: Logger,
    accepted: @escaping (Int32, String) -> Void
  ) throws(SystemError) {
    self.loop = loop
    self.logger = logger
    self.accepted = accepted
    descriptor = try Listener.bind(configuration)
    port = Listener.localPort(descriptor)
    registration = try loop.register(descriptor, for: .read, handler: self)
  }

  private static func bind(_ configuration: ListenConfiguration) throws(SystemError) -> Int32 {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_PASSIVE
    var found: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(configuration.host, String(configuration.port), &hints, &found) == 0, let first = found else {
      throw SystemError(operation: "getaddrinfo \(configuration.host)", code: EADDRNOTAVAIL)
    }
    defer { freeaddrinfo(first) }
    let address = first.pointee
    let descriptor = socket(address.ai_family, address.ai_socktype | nonBlockingAndCloseOnExec, address.ai_protocol)
    guard descriptor >= 0 else { throw SystemError(operation: "socket") }
    var one: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size)
    if configuration.reusePort { setsockopt(descriptor, SOL_SOCKET, SO_REUSEPORT, &one, size) }
    guard Glibc.bind(descriptor, address.ai_addr, address.ai_addrlen) == 0,
      listen(descriptor, Int32(clamping: configuration.backlog)) == 0
    else {
      let error = SystemError(operation: "bind \(configuration.host):\(configuration.port)")
      Glibc.close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func localPort(_ descriptor: Int32) -> Int {
    let (_, address) = withAddress { getsockname(descriptor, $0, $1) }
    return address.port
  }

  // MARK: Accept

  func ready(_ readiness: Readiness) {
    for _ in 0..<Listener.batch {
      let (made, address) = Listener.withAddress { accept(descriptor, $0, $1) }
      if made < 0 {
        switch errno {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: pause()
        case ECONNABORTED, EINTR: continue
        default: break
        }
        return
      }
      _ = fcntl(made, F_SETFD, FD_CLOEXEC)
      _ = fcntl(made, F_SETFL, O_NONBLOCK)
      var one: Int32 = 1
      setsockopt(made, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
      accepted(made, address.text)
      if registration == nil { return }
    }
  }

  private func pause() {
    logger.error(
      "No file descriptor is left for a connection", ["reason": .text("\(SystemError(operation: "accept"))")])
    registration?.wait(for: [])
    loop.schedule(after: Listener.rest) { [weak self] in self?.registration?.wait(for: .read) }
  }

  func close() {
    guard let active = registration else { return }
    registration = nil
    active.cancel()
    Glibc.close(descriptor)
  }

  // MARK: Addresses

  private static func withAddress(
    _ call: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
  ) -> (Int32, PeerAddress) {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    let result = withUnsafeMutablePointer(to: &storage) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, &length) }
    }
    return (result, PeerAddress(storage, length: length))
  }
}

/// SOCK_NONBLOCK and SOCK_CLOEXEC.
private let nonBlockingAndCloseOnExec: Int32 = 0o4000 | 0o2000000

/// A socket's address, in text on demand.
struct PeerAddress {
  private var storage: sockaddr_storage
  private let length: socklen_t

  init(_ storage: sockaddr_storage, length: socklen_t) {
    self.storage = storage
    self.length = length
  }

  var port: Int { Int(resolve().port) ?? 0 }

  /// `address:port`, or what the family has instead.
  var text: String {
    let (host, port) = resolve()
    return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
  }

  private func resolve() -> (host: String, port: String) {
    var host = [CChar](repeating: 0, count: 64)
    var service = [CChar](repeating: 0, count: 16)
    var copy = storage
    let code = withUnsafePointer(to: &copy) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        getnameinfo(
          $0, length, &host, socklen_t(host.count), &service, socklen_t(service.count), NI_NUMERICHOST | NI_NUMERICSERV)
      }
    }
    guard code == 0 else { return ("", "") }
    func text(_ characters: [CChar]) -> String {
      String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    return (text(host), text(service))
  }
}
