import HTTP
import Reactor
import Testing
import Transport

@Suite("HTTP/1.1 server")
struct ServerHTTP1Tests {
  @Test("A connection carries one request after the other")
  func keepsAlive() async throws {
    try await withServer(respond: echo) { server in
      let client = try RawClient(port: server.port)
      for number in 0..<3 {
        client.send("GET /a?n=\(number) HTTP/1.1\r\nHost: x\r\n\r\n")
        let answer = try client.readAnswer()
        #expect(answer.status == 200)
        #expect(answer.text == "GET /a n=\(number) ")
        #expect(answer["date"]?.hasSuffix(" GMT") == true)
        #expect(answer["connection"] == nil)
      }
    }
  }
}
