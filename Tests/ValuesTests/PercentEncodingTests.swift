internal import Testing
internal import Values

@Suite("Percent-encoding")
struct PercentEncodingTests {
  @Test("Unreserved characters stay; everything else is encoded byte by byte")
  func encodes() {
    #expect(PercentEncoding.encode("aZ09-._~".utf8) == "aZ09-._~")
    #expect(PercentEncoding.encode("a b/ü%\u{0}".utf8) == "a%20b%2F%C3%BC%25%00")
    #expect(PercentEncoding.encode([0xFF, 0x7F]) == "%FF%7F")
  }

  @Test("What is kept besides is not encoded")
  func keeps() {
    #expect(PercentEncoding.encode("a/b c".utf8, keeping: PercentEncoding.unreserved.union("/".utf8)) == "a/b%20c")
  }
}
