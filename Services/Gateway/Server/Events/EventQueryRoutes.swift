internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store
internal import Values

/// How clients look for stored events: `/events/filter`, its further pages, and `/events/count-by` (contract §6.9).
struct EventQueryRoutes: Sendable {
  let events: EventRepository
  let requests: RequestReading
  /// The API's, for the address of the next page.
  let basePath: String
  let clock: WallClock

  init(events: EventRepository, requests: RequestReading, basePath: String, clock: WallClock = .system) {
    self.events = events
    self.requests = requests
    self.basePath = basePath
    self.clock = clock
  }

  var routes: [Route] {
    [
      .post("/events/filter", list),
      .get("/events/filter/next", next),
      .post("/events/count-by/{countable}", count),
    ]
  }

  private func list(_ context: RouteContext) async throws -> Response {
    let size = EventPageToken.maximumPageSize
    let (filter, limit) = try requests.embedded(context) { body in
      (
        body.optional("filter", .model(EventFilter.self)),
        body.value("limit", .integer(atLeast: 0, atMost: size), default: size)
      )
    }
    let resolved = (filter ?? EventFilter()).resolved(at: clock.now())
    let (page, total) = try await Page(limit: limit).rows(isSearch: resolved.isAboutRuns) {
      try await events.list(resolved, after: nil, limit: limit)
    } count: {
      try await events.count(resolved)
    }
    let token = EventPageToken(filter: resolved, total: total, pageSize: limit, offset: 0)
    return answer(page, token, context)
  }

  private func next(_ context: RouteContext) async throws -> Response {
    let text = try context.query { $0.required("page-token", .string) }
    var token = try EventPageToken(text: text, limits: requests.limits)
    token.filter = token.filter.resolved(at: clock.now())
    return answer(try await events.list(token.filter, after: token.place, limit: token.pageSize), token, context)
  }

  private func answer(_ events: [StoredEvent], _ token: EventPageToken, _ context: RouteContext) -> Response {
    .json(writing: { writer in
      writer.beginObject()
      writer.key("events")
      writer.values(events)
      writer.key("total")
      writer.integer(token.total)
      writer.key("next_page")
      if let next = token.next(behind: events) {
        writer.string(context.request.publicURL("\(basePath)/events/filter/next?page-token=\(next.text)"))
      } else {
        writer.null()
      }
      writer.endObject()
    })
  }

  private func count(_ context: RouteContext) async throws -> Response {
    let (countable, filter, unit, interval) = try requests.embedded(context) { body in
      (
        body.path("countable", context.text("countable"), Reading<EventCountable>.enumeration()),
        body.required("filter", .model(EventFilter.self)),
        body.value("time_unit", .enumeration(), default: EventTimeBuckets.Unit.day),
        body.value("time_interval", .double(atLeast: 0.01), default: 1)
      )
    }
    let now = clock.now()
    let resolved = filter.resolved(at: now)
    let buckets = try EventTimeBuckets(
      since: resolved.occurred.since ?? now, until: resolved.occurred.until ?? now, unit: unit, interval: interval,
      now: now)
    switch countable {
    case .day, .time: return .json(list: try await events.counts(resolved, in: buckets))
    case .event: return .json(list: try await events.counts(resolved, by: .event))
    case .resource: return .json(list: try await events.counts(resolved, by: .resource))
    }
  }
}
