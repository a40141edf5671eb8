import HTTP
import Testing
import Values

@Suite("Response encoder")
struct ResponseEncoderTests {
  private func head(
    _ status: Status, _ fields: [(String, String)] = [], _ framing: ResponseEncoder.Framing,
    _ persistence: ResponseEncoder.Persistence = .implied
  ) -> String {
    var output: [UInt8] = []
    ResponseEncoder.appendHead(
      status: status, headers: Headers(fields), framing: framing, persistence: persistence, date: Array("D".utf8),
      to: &output)
    return String(decoding: output, as: UTF8.self)
  }

  @Test("A head has the status, the fields, the date and the framing")
  func writesHeads() {
    #expect(
      head(.ok, [("a", "b")], .length(1203)) == "HTTP/1.1 200 OK\r\na: b\r\ndate: D\r\ncontent-length: 1203\r\n\r\n")
    #expect(head(.noContent, [], .none) == "HTTP/1.1 204 No Content\r\ndate: D\r\n\r\n")
    #expect(
      head(Status(code: 299), [("content-length", "7"), ("connection", "x")], .length(0), .close)
        == "HTTP/1.1 299 \r\ndate: D\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    #expect(
      head(.ok, [("content-length", "7")], .given, .keepAlive)
        == "HTTP/1.1 200 OK\r\ncontent-length: 7\r\ndate: D\r\nconnection: keep-alive\r\n\r\n")
    #expect(head(.ok, [], .chunked).contains("transfer-encoding: chunked"))
  }

  @Test("Control characters in names and values become blanks")
  func keepsLines() {
    #expect(head(.ok, [("a\r\nb", "c\nd\u{0}é")], .none) == "HTTP/1.1 200 OK\r\na  b: c d é\r\ndate: D\r\n\r\n")
  }

  @Test("Chunks carry their size; an empty one is not written, as it would end the body")
  func writesChunks() {
    var output: [UInt8] = []
    ResponseEncoder.appendChunk([UInt8](repeating: 65, count: 26), to: &output)
    ResponseEncoder.appendChunk([], to: &output)
    ResponseEncoder.appendLastChunk(to: &output)
    #expect(String(decoding: output, as: UTF8.self) == "1a\r\n\(String(repeating: "A", count: 26))\r\n0\r\n\r\n")
  }

  @Test("A date is written as HTTP wants it")
  func writesDates() {
    #expect(HTTPDate(Timestamp(microseconds: 784_111_777_000_000)).text == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate(Timestamp(microseconds: 0)).text == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate(Timestamp(microseconds: 951_782_400_999_999)).text == "Tue, 29 Feb 2000 00:00:00 GMT")
  }
}
