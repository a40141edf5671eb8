internal import Glibc
internal import Reactor

/// A TCP port on which connections are made and nothing is ever said.
struct SilentServer: ~Copyable {
  let port: Int
  private let descriptor: Int32

  init() throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let own = descriptor
    let code = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        bind(own, address, length) | listen(own, 16) | getsockname(own, address, &length)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    guard descriptor >= 0, code == 0 else { throw SystemError(operation: "listen") }
  }

  deinit { close(descriptor) }
}
