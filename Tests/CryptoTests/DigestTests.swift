import Testing

@testable import Crypto

@Suite struct DigestTests {
  @Test("SHA-256 gives the digests of FIPS 180-4")
  func sha256() {
    #expect(SHA256.hex([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(SHA256.hex(Array("abc".utf8)) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("HMAC-SHA-256 gives the codes of RFC 4231")
  func authenticationCode() {
    let first = SHA256.authenticationCode(of: Array("Hi There".utf8), key: Array(repeating: 0x0B, count: 20))
    #expect(Hex.encode(first) == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    let second = SHA256.authenticationCode(of: Array("what do ya want for nothing?".utf8), key: Array("Jefe".utf8))
    #expect(Hex.encode(second) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    #expect(SHA256.authenticationCode(of: [], key: []).count == 32)
  }

  @Test("Equality in constant time is equality")
  func constantTime() {
    #expect(ConstantTime.equal([1, 2, 3], [1, 2, 3]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2, 4]))
    #expect(!ConstantTime.equal([1, 2, 3], [1, 2]))
    #expect(ConstantTime.equal([], []))
    #expect(ConstantTime.equal("user:secret", "user:secret"))
    #expect(!ConstantTime.equal("user:secret", "user:Secret"))
  }

  @Test("Random bytes have the length asked for and differ")
  func random() {
    #expect(RandomBytes.make(0).isEmpty)
    #expect(RandomBytes.make(-1).isEmpty)
    #expect(RandomBytes.make(33).count == 33)
    #expect(RandomBytes.make(16) != RandomBytes.make(16))
  }

  @Test("Hexadecimal digits come back as bytes")
  func hex() {
    #expect(Hex.encode([0x00, 0x0F, 0xA5, 0xFF]) == "000fa5ff")
    #expect(Hex.decode("000FA5ff") == [0x00, 0x0F, 0xA5, 0xFF])
    #expect(Hex.decode("") == [])
    for text in ["0", "0g", "é0", " 00", "0x00"] { #expect(Hex.decode(text) == nil) }
  }
}
