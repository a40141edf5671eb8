internal import Glibc

/// Finds every address of a name; blocks its thread. Nil when the name could not be looked up.
typealias AddressLookup = @Sendable (_ host: String, _ port: UInt16) -> [UpstreamAddress]?

/// The system's resolver, on a thread of its own.
enum SystemResolver {
  /// `getaddrinfo`, each address once, in its order.
  static let lookup: AddressLookup = { host, port in
    var hints = addrinfo()
    hints.ai_family = AF_UNSPEC
    hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
    hints.ai_flags = AI_NUMERICSERV
    var first: UnsafeMutablePointer<addrinfo>?
    guard getaddrinfo(host, String(port), &hints, &first) == 0 else { return nil }
    defer { freeaddrinfo(first) }
    var found: [UpstreamAddress] = []
    var next = first
    while let entry = next {
      if let address = entry.pointee.ai_addr {
        let one = UpstreamAddress(address, length: entry.pointee.ai_addrlen)
        if !found.contains(one) { found.append(one) }
      }
      next = entry.pointee.ai_next
    }
    return found
  }

  private final class Work: Sendable {
    let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
      self.body = body
    }
  }

  private static let main: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
    guard let argument else { return nil }
    Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().body()
    return nil
  }

  /// Runs `body` on a new thread. Returns false when there can't be one.
  static func onOwnThread(_ body: @escaping @Sendable () -> Void) -> Bool {
    let work = Unmanaged.passRetained(Work(body))
    var thread = pthread_t()
    guard pthread_create(&thread, nil, main, work.toOpaque()) == 0 else {
      work.release()
      return false
    }
    pthread_detach(thread)
    return true
  }
}
