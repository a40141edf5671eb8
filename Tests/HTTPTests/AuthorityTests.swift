import HTTP
import Testing

@Suite("The host of a request")
struct AuthorityTests {
  @Test(
    "A name or an address with an optional port is one",
    arguments: [
      "", "x", "example.org", "example.org:4200", "x:", "my_service:80", "127.0.0.1:0", "[::1]", "[::1]:4200",
      "[::ffff:1.2.3.4]:65535", "a%20b", "xn--bcher-kva.example",
    ])
  func accepts(text: String) { #expect(Authority.isValid(text)) }

  @Test(
    "Paths, users, blanks, brackets and ports that are none make it none",
    arguments: [
      "x/", "x/path", "x?q", "x#f", "u@x", "u:p@x", "x y", "x\t", "\"x\"", "<x>", "x\\y", "bücher", ":80", "x:a",
      "x:80:80", "x:65536", "x:-1", "x: 80", "::1", "[::1", "[]", "[x]", "[::1]a", "[::1]:a", "a%2", "a%zz", "%",
    ])
  func refuses(text: String) { #expect(!Authority.isValid(text)) }
}
