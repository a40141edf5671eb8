import Store
import Testing

@Suite struct PageTests {
  @Test(
    "A page that is not full says how many rows there are; others are counted",
    arguments: [
      (Page(limit: 10), 0, 0, false), (Page(limit: 10), 3, 3, false), (Page(limit: 10), 10, 99, true),
      (Page(limit: 10, offset: 20), 4, 24, false), (Page(limit: 10, offset: 20), 0, 99, true),
      (Page(limit: 0), 0, 99, true),
    ])
  func total(page: Page, found: Int, total: Int, isCounted: Bool) async throws {
    var counts = 0
    let told = try await page.total(with: found) {
      counts += 1
      return 99
    }
    #expect(told == total)
    #expect(counts == (isCounted ? 1 : 0))
  }
}
