internal import JSON
internal import Models
internal import Store
internal import Testing
internal import Values

@testable internal import GatewayService

@Suite("The token of a page of events")
struct EventPageTokenTests {
  private func filter(_ text: String) throws -> EventFilter {
    let opening = try StreamOpening<EventFilter>(Array(#"{"type":"filter","filter":\#(text)}"#.utf8), limits: .default)
    return opening.filter.resolved(at: Timestamp(microseconds: 1_800_000_000_000_000))
  }

  @Test("It is read back as it was written")
  func roundTrips() throws {
    let filter = try filter(
      #"""
      {"event":{"prefix":["a"]},"related":[{"role":["r"]},{"labels":{"x":["!y","*"]}}],"id":{"id":[]},
       "text":{"query":"+a \"b c\""},"order":"ASC","resource":{"distinct":true}}
      """#)
    let place = EventRepository.Place(occurred: Timestamp(microseconds: 5), id: .random())
    let token = EventPageToken(filter: filter, total: 9, pageSize: 2, offset: 4, place: place)
    let read = try EventPageToken(text: token.text, limits: .default)
    #expect(read.filter == filter)
    #expect((read.total, read.pageSize, read.offset) == (9, 2, 4))
    #expect(read.place == place)
  }

  @Test("A filter of 500 ids makes a link of 16 kB at most, and one of 2,000 ids one that Prefect's client can send")
  func isShort() throws {
    for (count, maximum) in [(500, 16_000), (2000, 60_000)] {
      let ids = (0..<count).map { _ in "\"\(UUID.random())\"" }.joined(separator: ",")
      let filter = try filter(#"{"id":{"id":[\#(ids)]}}"#)
      let token = EventPageToken(filter: filter, total: 60, pageSize: 50, offset: 0)
      #expect(token.text.utf8.count < maximum)
      #expect(token.text.utf8.allSatisfy { !"+/=".utf8.contains($0) })
      #expect(try EventPageToken(text: token.text, limits: .default).filter == filter)
    }
  }

  @Test("A token of an earlier version, in Base64 twice, is read")
  func readsUncompressed() throws {
    // {"filter":{"event":{"prefix":["a"]}},"count":9,"page_size":2,"offset":4}
    let text =
      "ZXlKbWFXeDBaWElpT25zaVpYWmxiblFpT25zaWNISmxabWw0SWpwYkltRWlYWDE5TENKamIzVnVkQ0k2T1N3"
      + "aWNHRm5aVjl6YVhwbElqb3lMQ0p2Wm1aelpYUWlPalI5"
    let token = try EventPageToken(text: text, limits: .default)
    #expect((token.total, token.pageSize, token.offset) == (9, 2, 4))
  }

  @Test("A token that decompresses to more than a body may have is forbidden")
  func boundsSize() throws {
    let filter = try filter(#"{"event":{"name":["\#(String(repeating: "a", count: 1_000_000))"]}}"#)
    let token = EventPageToken(filter: filter, total: 4, pageSize: 2, offset: 0)
    #expect(token.text.utf8.count < 2000)
    let limits = BodyLimits(json: JSONLimits(maximumBytes: 1_000_000))
    #expect(throws: DomainError.forbidden("Forbidden")) { try EventPageToken(text: token.text, limits: limits) }
  }

  @Test(
    "What no page gave is forbidden",
    arguments: ["", "x", "bm9wZQ==", "Ym05d1pRPT0=", "e30=", "ZTMwPQ==", "eJw", "eJyrrgUAAXUA-Q"])
  func refuses(text: String) {
    #expect(throws: DomainError.forbidden("Forbidden")) { try EventPageToken(text: text, limits: .default) }
  }

  @Test("The last page has none behind it")
  func ends() throws {
    let token = EventPageToken(filter: try filter("{}"), total: 4, pageSize: 2, offset: 0)
    #expect(token.next(behind: [])?.offset == 2)
    #expect(token.next(behind: [])?.next(behind: []) == nil)
  }
}
