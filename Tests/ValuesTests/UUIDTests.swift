import Testing

@testable import Values

@Suite struct UUIDTests {
  private let text = "01234567-89ab-cdef-8123-456789abcdef"

  @Test("Both spellings in any case are read, and the hyphenated lower-case one is written")
  func roundTrips() throws {
    let found = try #require(UUID(text))
    #expect(found == UUID(high: 0x0123_4567_89AB_CDEF, low: 0x8123_4567_89AB_CDEF))
    #expect(found.description == text)
    #expect(UUID("0123456789ABCDEF8123456789ABCDEF") == found)
    #expect(UUID(text.uppercased()) == found)
  }

  @Test(
    "Other spellings are refused",
    arguments: [
      "", "0123456789abcdef8123456789abcde", "0123456789abcdef8123456789abcdeg",
      "{01234567-89ab-cdef-8123-456789abcdef}",
      "01234567-89ab-cdef-8123456789abcdef-", "0123456-789ab-cdef-8123-456789abcdef", "é123456789abcdef8123456789abcde",
      "urn:uuid:01234567-89ab-cdef-8123-456789abcdef", " 01234567-89ab-cdef-8123-456789abcdef",
    ])
  func refuses(text: String) {
    #expect(UUID(text) == nil)
  }

  @Test("In each place any digit is read and nothing else", arguments: [true, false])
  func readsEachDigit(hyphenated: Bool) {
    let usual = Array((hyphenated ? text : text.filter { $0 != "-" }).utf8)
    for place in usual.indices {
      for byte in UInt8.min...UInt8.max {
        var spelling = usual
        spelling[place] = byte
        let found = spelling.withUnsafeBufferPointer { UUID(utf8: $0) }
        if usual[place] == UInt8(ascii: "-") {
          #expect((found != nil) == (byte == UInt8(ascii: "-")))
        } else if let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 {
          let digits = usual.filter { $0 != UInt8(ascii: "-") }
          let number = usual[..<place].count { $0 != UInt8(ascii: "-") }
          let shift = UInt64(60 - number % 16 * 4)
          let words = [digits[..<16], digits[16...]].map { UInt64(String(decoding: $0, as: UTF8.self), radix: 16) ?? 0 }
          let changed = words[number / 16] & ~(0xF << shift) | UInt64(digit) << shift
          #expect(found == (number < 16 ? UUID(high: changed, low: words[1]) : UUID(high: words[0], low: changed)))
        } else {
          #expect(found == nil)
        }
      }
    }
  }

  @Test("A random identifier has version 4 and the variant of RFC 9562")
  func random() {
    for _ in 0..<100 {
      let made = UUID.random()
      #expect(made.high >> 12 & 0xF == 4)
      #expect(made.low >> 62 == 2)
    }
    #expect(UUID.random() != UUID.random())
  }

  @Test("Time-ordered identifiers sort by their microsecond")
  func timeOrdered() {
    let moments = [0, 1, 999, 1000, 1_700_000_000_000_000, 1_700_000_000_000_001].map(Timestamp.init(microseconds:))
    let made = moments.map { UUID.timeOrdered(at: $0) }
    #expect(made == made.sorted())
    #expect(made.map(\.description) == made.map(\.description).sorted())
    for identifier in made {
      #expect(identifier.high >> 12 & 0xF == 7)
      #expect(identifier.low >> 62 == 2)
    }
    #expect(made[4].high >> 16 == 1_700_000_000_000)
    #expect(UUID.timeOrdered(at: Timestamp(microseconds: -5)).high >> 16 == 0)
  }

  @Test("The bytes are in the order of the text")
  func bytes() throws {
    let found = try #require(UUID(text))
    let bytes = found.withBytes { Array($0) }
    #expect(bytes == [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF, 0x81, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF])
  }
}
