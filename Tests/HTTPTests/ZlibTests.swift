import HTTP
import Testing

@Suite("Zlib")
struct ZlibTests {
  @Test("bytes of any size come back", arguments: [0, 1, 500, 1_000_000])
  func roundTrips(size: Int) throws {
    let bytes = (0..<size).map { UInt8($0 / 7 % 50) }
    let packed = try Zlib.compress(bytes)
    #expect(Zlib.isHeader(packed))
    if size >= 500 { #expect(packed.count < size / 2) }
    #expect(try Zlib.decompress(packed, atMost: size) == bytes)
  }

  @Test("what decompresses to more than allowed is refused, however small it is")
  func bounds() throws {
    let packed = try Zlib.compress(Array(repeating: 0, count: 1_000_000))
    #expect(packed.count < 2000)
    #expect(throws: Zlib.Failure.self) { try Zlib.decompress(packed, atMost: 999_999) }
  }

  @Test("what is cut off, changed, followed by more or no such text at all is refused")
  func refuses() throws {
    let packed = try Zlib.compress(Array("some text, some text".utf8))
    var changed = packed
    changed[packed.count - 1] ^= 1
    for bytes in [[], Array("text".utf8), packed.dropLast(), changed, packed + [0]] {
      #expect(throws: Zlib.Failure.self) { try Zlib.decompress(Array(bytes), atMost: 1000) }
    }
  }
}
