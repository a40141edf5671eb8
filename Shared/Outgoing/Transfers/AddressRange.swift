public import Values

/// Which addresses are not on the public internet.
public enum AddressRange {
  /// Those of Python's `ipaddress.is_private`, by which Prefect refuses, and the shared addresses of RFC 6598.
  private static let privateNetworks = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
    "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4",
    "::/127", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "fc00::/7", "fe80::/10",
  ].compactMap { IPNetwork($0) }

  /// IPv6 networks whose addresses carry an IPv4 address, and where in their bytes: compatible, NAT64, 6to4. Mapped
  /// addresses are IPv4 addresses already.
  private static let carriers = [("::/96", 12), ("64:ff9b::/96", 12), ("2002::/16", 2)].compactMap { text, offset in
    IPNetwork(text).map { (network: $0, offset: offset) }
  }

  public static func isPrivate(_ address: IPAddress) -> Bool {
    if privateNetworks.contains(where: { $0.contains(address) }) { return true }
    for carrier in carriers where carrier.network.contains(address) {
      let inner = address.bytes[carrier.offset..<carrier.offset + 4].map(String.init).joined(separator: ".")
      return IPAddress(inner).map(isPrivate) ?? true
    }
    return false
  }
}
