internal import Glibc

/// One socket address that a name resolves to.
struct UpstreamAddress: Hashable, Sendable, CustomStringConvertible {
  /// A `sockaddr_in` or `sockaddr_in6`.
  private let bytes: [UInt8]

  init(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
    bytes = Array(UnsafeRawBufferPointer(start: address, count: Int(length)))
  }

  var family: Int32 {
    withSocketAddress { address, _ in Int32(address.pointee.sa_family) }
  }

  func withSocketAddress<R>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    bytes.withUnsafeBytes { raw in
      // An array's bytes are aligned to 16.
      raw.withMemoryRebound(to: sockaddr.self) { rebound in
        guard let start = rebound.baseAddress else { preconditionFailure("an address has bytes") }
        return body(start, socklen_t(raw.count))
      }
    }
  }

  /// `host:port` in numbers.
  var description: String {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let code = withSocketAddress { address, length in
      getnameinfo(
        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count),
        NI_NUMERICHOST | NI_NUMERICSERV)
    }
    guard code == 0 else { return "?" }
    let hostText = UpstreamAddress.text(host)
    return hostText.contains(":")
      ? "[\(hostText)]:\(UpstreamAddress.text(port))" : "\(hostText):\(UpstreamAddress.text(port))"
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
