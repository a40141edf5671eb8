public import HTTP
public import JSON
public import Store

extension RequestReading {
  /// The page of a number (contract §7.3).
  ///
  /// - Throws: `unprocessable` for a limit out of bounds.
  public func page(limit: Int?, number: Int) throws -> Page {
    var page = try page(limit: limit, offset: 0)
    page.offset = (number - 1).multipliedReportingOverflow(by: page.limit).partialValue
    return page
  }
}

extension Response {
  /// `{results, count, limit, pages, page}`
  public static func paginated(_ results: [some JSONWritable], total: Int, page: Page, number: Int) -> Response {
    .json(writing: { writer in
      writer.beginObject()
      writer.key("results")
      writer.values(results)
      writer.pageMembers(total: total, page: page, number: number)
      writer.endObject()
    })
  }
}

extension JSONWriter {
  /// Writes `count`, `limit`, `pages` and `page` into an object that is begun.
  public mutating func pageMembers(total: Int, page: Page, number: Int) {
    key("count")
    integer(total)
    key("limit")
    integer(page.limit)
    key("pages")
    integer(page.limit == 0 ? 0 : (total + page.limit - 1) / page.limit)
    key("page")
    integer(number)
  }
}
