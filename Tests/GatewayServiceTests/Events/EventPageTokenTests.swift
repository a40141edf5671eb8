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

  @Test("What no page gave is forbidden", arguments: ["", "x", "bm9wZQ==", "Ym05d1pRPT0=", "e30=", "ZTMwPQ=="])
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
