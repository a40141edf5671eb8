internal import Crypto
internal import JSON
internal import Models
internal import Store
internal import Values

/// What the next page of a list of events is asked for with (contract §6.9): opaque to clients, and read as carefully as a
/// body, for anyone may have written it.
struct EventPageToken: Sendable {
  /// With both bounds of its window, so that all pages are of the same.
  var filter: EventFilter
  /// How many events there are on all pages.
  var total: Int
  var pageSize: Int
  /// How many events the pages before had.
  var offset: Int
  /// The last event of the page before.
  var place: EventRepository.Place?

  /// The token of the page behind this one; nil if this is the last.
  func next(behind events: [StoredEvent]) -> EventPageToken? {
    guard offset + pageSize < total else { return nil }
    var token = self
    token.offset += pageSize
    if let last = events.last { token.place = EventRepository.Place(occurred: last.occurred, id: last.id) }
    return token
  }

  var text: String {
    let json = RawJSON { writer in
      writer.beginObject()
      writer.key("filter")
      filter.write(to: &writer)
      writer.key("count")
      writer.integer(total)
      writer.key("page_size")
      writer.integer(pageSize)
      writer.key("offset")
      writer.integer(offset)
      if let place {
        writer.key("occurred")
        writer.timestamp(place.occurred)
        writer.key("id")
        writer.uuid(place.id)
      }
      writer.endObject()
    }
    return Base64.encode(Array(Base64.encode(json.bytes).utf8))
  }
}

extension EventPageToken: ObjectReadable {
  static let maximumPageSize = 50

  init(reader: inout ObjectReader) {
    filter = reader.required("filter", .model())
    total = reader.required("count", .integer(atLeast: 0))
    pageSize = reader.required("page_size", .integer(atLeast: 0, atMost: EventPageToken.maximumPageSize))
    offset = reader.required("offset", .integer(atLeast: 0))
    if let occurred = reader.optional("occurred", .timestamp), let id = reader.optional("id", .uuid) {
      place = EventRepository.Place(occurred: occurred, id: id)
    }
  }

  /// - Throws: `forbidden` for what no page gave.
  init(text: String, limits: BodyLimits) throws(DomainError) {
    guard let outer = Base64.decode(text), let inner = Base64.decode(String(decoding: outer, as: UTF8.self)),
      let document = RawJSON(validated: inner).document(limits: limits.json)
    else { throw .forbidden("Forbidden") }
    let problems = ProblemList(limits: limits.models)
    let token = Reading<EventPageToken>.model().read(document.root, problems)
    guard problems.isEmpty, token.offset <= Int.max - token.pageSize else { throw .forbidden("Forbidden") }
    self = token
  }
}
