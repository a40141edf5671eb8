import Testing
import Values

@Suite struct TrustedProxiesTests {
  private func trusts(_ items: String, _ peer: String) throws -> Bool {
    try #require(TrustedProxies(items.split(separator: ",").map(String.init))).contains(peer)
  }

  @Test(
    "An address is in a network when the network's leading bits are its own",
    arguments: [
      ("10.0.0.0/8", "10.255.0.1", true), ("10.0.0.0/8", "11.0.0.1", false),
      ("192.168.4.0/22", "192.168.7.255", true), ("192.168.4.0/22", "192.168.8.0", false),
      ("127.0.0.1", "127.0.0.1", true), ("127.0.0.1", "127.0.0.10", false), ("0.0.0.0/0", "203.0.113.9", true),
      ("0.0.0.0/0", "::1", false), ("::/0", "203.0.113.9", false), ("2001:db8::/33", "2001:db8:7fff::1", true),
      ("2001:db8::/33", "2001:db8:8000::1", false), ("::1", "0:0:0:0:0:0:0:1", true), ("10.0.0.1/32", "10.0.0.1", true),
      ("10.0.0.1,10.0.0.3", "10.0.0.3", true), ("10.0.0.1,10.0.0.3", "10.0.0.2", false),
    ])
  func networks(_ items: String, _ peer: String, _ expected: Bool) throws {
    #expect(try trusts(items, peer) == expected)
  }

  @Test(
    "A peer's port, brackets and zone don't matter, and an IPv4 address mapped into IPv6 is the IPv4 address",
    arguments: [
      ("127.0.0.1", "127.0.0.1:40000"), ("::1", "[::1]:40000"), ("::1", "[::1]"), ("fe80::/10", "[fe80::1%eth0]:80"),
      ("10.0.0.0/8", "[::ffff:10.1.2.3]:40000"), ("::ffff:10.0.0.0/104", "10.1.2.3:1"), ("::ffff:10.0.0.1", "10.0.0.1"),
    ])
  func peers(_ items: String, _ peer: String) throws {
    #expect(try trusts(items, peer))
  }

  @Test("* trusts everyone, none trusts nobody", arguments: ["127.0.0.1:1", "[::1]:1", ""])
  func words(_ peer: String) throws {
    #expect(try trusts("*", peer))
    #expect(try !trusts("none", peer))
  }

  @Test(
    "A text that is no address is trusted by no network",
    arguments: ["", "localhost", "10.0.0", "10.0.0.1:x", "10.0.0.1:70000", "[10.0.0.1", "[::1]x", "10.0.0.1\0"])
  func junk(_ peer: String) throws {
    #expect(try !trusts("0.0.0.0/0,::/0", peer))
  }

  @Test(
    "What is neither an address nor a network is refused, and so is a network with bits beyond its length",
    arguments: [
      "edge", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/", "10.0.0.1/8", "::1/129", "10.0.0.0/8/8",
      "*,10.0.0.1",
      "none,10.0.0.1", "10.0.0.1:80", "::ffff:10.0.0.0/8", "fe80::1%eth0", "",
    ])
  func refused(_ items: String) {
    #expect(TrustedProxies(items.split(separator: ",").map(String.init)) == nil)
  }
}
