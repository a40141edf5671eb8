import HTTP
import Testing

@Suite("Status")
struct StatusTests {
  @Test("Every status that the server sends has a reason phrase")
  func hasReason() {
    let codes = [
      100, 101, 200, 201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 406, 408, 409, 410, 411,
      412, 413, 414, 415, 416, 417, 421, 422, 423, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505, 507, 511,
    ]
    for code in codes { #expect(!Status(code: code).reason.isEmpty, "\(code)") }
    #expect(Status.expectationFailed.reason == "Expectation Failed")
    #expect(Status(code: 299).reason == "")
  }
}
