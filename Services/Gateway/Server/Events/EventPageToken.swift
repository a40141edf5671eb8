internal import Crypto
internal import HTTP
internal import JSON
internal import Models
internal import Store
internal import Values

/// What the next page of a list of events is asked for with (contract §6.9): opaque to clients, and read as carefully as a
/// body, for anyone may have written it.
///
/// The text is JSON, compressed so that the link stays short when a filter names hundreds of ids, in URL-safe Base64.
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
    do throws(Zlib.Failure) {
      return Base64.encode(try Zlib.compress(json.bytes), alphabet: .urlSafe, padded: false)
    } catch {
      // zlib without memory: the longer form.
      return Base64.encode(Array(Base64.encode(json.bytes).utf8))
    }
  }

  /// The JSON of a token's text; nil if it is none.
  private static func json(_ text: String, limits: JSONLimits) -> [UInt8]? {
    if let packed = Base64.decode(text, alphabet: .urlSafe, padded: false), Zlib.isHeader(packed) {
      do throws(Zlib.Failure) { return try Zlib.decompress(packed, atMost: limits.maximumBytes) } catch { return nil }
    }
    // The uncompressed form, in Base64 twice.
    return Base64.decode(text).flatMap { Base64.decode(String(decoding: $0, as: UTF8.self)) }
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
    guard let json = EventPageToken.json(text, limits: limits.json),
      let document = RawJSON(validated: json).document(limits: limits.json)
    else { throw .forbidden("Forbidden") }
    let problems = ProblemList(limits: limits.models)
    let token = Reading<EventPageToken>.model().read(document.root, problems)
    guard problems.isEmpty, token.offset <= Int.max - token.pageSize else { throw .forbidden("Forbidden") }
    self = token
  }
}
