import Glibc
import HTTP
import Testing

@Suite("Gzip encoder")
struct GzipEncoderTests {
  /// Unpacks with the gzip program.
  private func unpack(_ bytes: [UInt8]) throws -> [UInt8] {
    var template = Array("/tmp/gzip-test-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    let path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer { unlink(path) }
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    guard let pipe = popen("gzip -dc < \(path)", "r") else { return [] }
    defer { pclose(pipe) }
    var output: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while case let count = fread(&block, 1, block.count, pipe), count > 0 { output += block[..<count] }
    return output
  }

  @Test("A body of any size comes back from gzip", arguments: [0, 1, 500, 16_384, 1_000_000])
  func encodesWhole(size: Int) throws {
    var generator = SystemRandomNumberGenerator()
    for noisy in [false, true] {
      let body = (0..<size).map { noisy ? UInt8.random(in: 0...255, using: &generator) : UInt8($0 / 7 % 50) }
      let packed = try GzipEncoder.encode(body, level: 9)
      #expect(packed.prefix(2) == [0x1F, 0x8B])
      #expect(try unpack(packed) == body)
      if !noisy, size >= 500 { #expect(packed.count < size / 2) }
    }
  }

  @Test("Pieces make one stream, and a flush gives out all that was taken")
  func encodesPieces() throws {
    let encoder = try GzipEncoder()
    var packed: [UInt8] = []
    var body: [UInt8] = []
    for number in 0..<50 {
      let piece = Array(repeating: UInt8(number), count: number * 997)
      body += piece
      let part = try encoder.encode(piece, flush: number % 10 == 9)
      if number % 10 == 9 { #expect(!part.isEmpty) }
      packed += part
    }
    packed += try encoder.finish()
    #expect(try unpack(packed) == body)
  }
}
