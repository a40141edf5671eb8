/// The addresses that share their first bits: `10.0.0.0/8`, `2001:db8::/32`, or a single address.
public struct IPNetwork: Sendable, Hashable {
  private let bytes: [UInt8]
  private let prefixLength: Int

  /// Reads an address, or an address and the number of its leading bits that count; the other bits have to be zero.
  public init?(_ text: some StringProtocol) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let written = IPAddress.parse(parts[0]) else { return nil }
    let address = IPAddress(bytes: written)
    guard parts.count == 2 else {
      bytes = address.bytes
      prefixLength = 8 * address.bytes.count
      return
    }
    guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let length = Int(parts[1]),
      length <= 8 * written.count
    else { return nil }
    // A network of mapped addresses is one of IPv4.
    let skipped = 8 * (written.count - address.bytes.count)
    guard length >= skipped else { return nil }
    bytes = address.bytes
    prefixLength = length - skipped
    guard IPNetwork.masked(bytes, prefixLength) == bytes else { return nil }
  }

  public func contains(_ address: IPAddress) -> Bool {
    address.bytes.count == bytes.count && IPNetwork.masked(address.bytes, prefixLength) == bytes
  }

  private static func masked(_ bytes: [UInt8], _ length: Int) -> [UInt8] {
    bytes.enumerated().map { index, byte in
      let kept = min(8, max(0, length - 8 * index))
      return byte & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
    }
  }
}
