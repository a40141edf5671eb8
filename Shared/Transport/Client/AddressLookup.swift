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
}
