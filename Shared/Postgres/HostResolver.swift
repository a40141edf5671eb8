internal import Glibc
internal import Reactor

/// Looks host names up on a thread of its own, as libpq (and the C library) would block the event loop with it.
enum HostResolver {
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// Calls back on the loop, later: with no address where the host is a socket's directory or an address already.
  static func resolve(
    _ host: String, on loop: EventLoop, _ completion: @escaping (Result<[String], Failure>) -> Void
  ) {
    let request = Lookup(host: host, loop: loop, completion: completion)
    if host.isEmpty || host.first == "/" || host.first == "@" || isAddress(host) {
      loop.execute { request.completion(.success([])) }
      return
    }
    let isStarted = DetachedThread.start {
      let answer = HostResolver.addresses(of: request.host)
      request.loop.execute { request.completion(answer) }
    }
    if !isStarted {
      loop.execute { request.completion(.failure(Failure(description: "no thread to look up \(request.host)"))) }
    }
  }

  /// `@unchecked Sendable`: immutable; the completion is made and called on the loop, the thread between only carries it.
  private final class Lookup: @unchecked Sendable {
    let host: String
    let loop: EventLoop
    let completion: (Result<[String], Failure>) -> Void

    init(host: String, loop: EventLoop, completion: @escaping (Result<[String], Failure>) -> Void) {
      self.host = host
      self.loop = loop
      self.completion = completion
    }
  }

  private static func isAddress(_ host: String) -> Bool {
    var four = in_addr()
    var six = in6_addr()
    return inet_pton(AF_INET, host, &four) == 1 || inet_pton(AF_INET6, host, &six) == 1
  }

  /// The addresses of a name, at most eight. Blocks.
  private static func addresses(of host: String) -> Result<[String], Failure> {
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    var list: UnsafeMutablePointer<addrinfo>?
    let code = getaddrinfo(host, nil, &hints, &list)
    guard code == 0 else {
      return .failure(Failure(description: "the host \(host) can't be found: \(String(cString: gai_strerror(code)))"))
    }
    defer { freeaddrinfo(list) }
    var addresses: [String] = []
    var next = list
    while let entry = next, addresses.count < 8 {
      var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
      let code = getnameinfo(
        entry.pointee.ai_addr, entry.pointee.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
      if code == 0 {
        let end = text.firstIndex(of: 0) ?? text.endIndex
        let address = String(decoding: text[..<end].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if !addresses.contains(address) { addresses.append(address) }
      }
      next = entry.pointee.ai_next
    }
    return .success(addresses)
  }
}
