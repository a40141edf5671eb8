import Testing

@testable import Crypto

@Suite struct Base64Tests {
  @Test(
    "The examples of RFC 4648 hold both ways",
    arguments: [
      ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
      ("foobar", "Zm9vYmFy"),
    ])
  func examples(plain: String, encoded: String) {
    #expect(Base64.encode(Array(plain.utf8)) == encoded)
    #expect(Base64.decode(encoded) == Array(plain.utf8))
    let bare = String(encoded.prefix { $0 != "=" })
    #expect(Base64.encode(Array(plain.utf8), padded: false) == bare)
    #expect(Base64.decode(bare, padded: false) == Array(plain.utf8))
  }

  @Test("The alphabets differ in two letters and do not mix")
  func alphabets() {
    let bytes: [UInt8] = [0xFB, 0xFF, 0xFE]
    #expect(Base64.encode(bytes) == "+//+")
    #expect(Base64.encode(bytes, alphabet: .urlSafe) == "-__-")
    #expect(Base64.decode("-__-") == nil)
    #expect(Base64.decode("+//+", alphabet: .urlSafe) == nil)
  }

  @Test(
    "What no encoder writes is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm9v\n", " Zm9v", "Zm=v", "=", "====", "Zg==Zg==", "Zm9vé=",
    ])
  func strict(text: String) {
    #expect(Base64.decode(text) == nil)
  }

  @Test("All bytes come back")
  func allBytes() {
    for length in 0..<260 {
      let bytes = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      #expect(Base64.decode(Base64.encode(bytes)) == bytes)
      #expect(
        Base64.decode(Base64.encode(bytes, alphabet: .urlSafe, padded: false), alphabet: .urlSafe, padded: false)
          == bytes)
    }
  }
}
