import Store
import Synchronization
import Testing

@Suite struct PageTests {
  @Test(
    "A page that is not full says how many rows there are; others are counted",
    arguments: [
      (Page(limit: 10), 0, 0), (Page(limit: 10), 3, 3), (Page(limit: 10), 10, 99), (Page(limit: 10, offset: 20), 4, 24),
      (Page(limit: 10, offset: 20), 0, 99), (Page(limit: 0), 0, 99),
    ])
  func total(page: Page, found: Int, total: Int) async throws {
    for isSearch in [false, true] {
      let counts = Mutex(0)
      let told = try await page.rows(isSearch: isSearch) {
        Array(repeating: 0, count: found)
      } count: {
        counts.withLock { $0 += 1 }
        return 99
      }
      #expect(told.rows.count == found)
      #expect(told.total == total)
      #expect(counts.withLock { $0 } == (isSearch && total != 99 ? 0 : 1))
    }
  }

  @Test("What fails of a page or its count fails both", arguments: [true, false])
  func failure(ofList: Bool) async throws {
    struct Failed: Error {}
    await #expect(throws: Failed.self) {
      try await Page(limit: 1).rows {
        if ofList { throw Failed() }
        return [0]
      } count: {
        if !ofList { throw Failed() }
        return 1
      }
    }
  }
}
