internal import HTTP
internal import JSON
internal import Observability
internal import Store

/// Sends one client what a feed has for it, until the client goes.
///
/// What the client sends meanwhile is ignored. A client that is slow to take its messages is waited for, and then catches up
/// from the table.
struct StreamConversation<Item: Sendable>: Sendable {
  let socket: any WebSocket
  let feed: LiveFeed<Item>?
  let logger: Logger
  let accepts: @Sendable (Item) -> Bool
  /// Sends one item.
  let send: @Sendable (Item) async throws -> Void

  /// Goes on until the client goes. A pong to the client's ping promises that what is committed from then on is sent.
  ///
  /// - Parameter backfill: Sends what was committed by a position, or by now without a feed; nil sends what is committed
  ///   from now on.
  func run(backfill: (@Sendable (FeedPosition?) async throws -> Void)? = nil) async {
    let place: Place?
    do {
      await socket.answersPings(false)
      place = try await begin(isFresh: backfill == nil)
      await socket.answersPings(true)
    } catch {
      return await end(error)
    }
    await withTaskGroup { group in
      group.addTask {
        await listen()
        place?.subscription.close()
      }
      group.addTask {
        do {
          try await backfill?(place?.end)
          if let place { try await follow(place) }
        } catch {
          await end(error)
        }
      }
      await group.waitForAll()
    }
    if let place { await feed?.remove(place.subscription) }
  }

  /// Where a client stands in the feed.
  private struct Place: Sendable {
    let subscription: Subscription<Item>
    /// What it has to read itself is behind this one, if anything is,
    let start: FeedPosition?
    /// and ends here.
    let end: FeedPosition
  }

  private func begin(isFresh: Bool) async throws -> Place? {
    guard let feed else { return nil }
    let start = isFresh ? try await feed.feed.begin() : nil
    let (subscription, end) = try await feed.subscribe(accepts)
    return Place(subscription: subscription, start: start, end: end)
  }

  /// Answers the pings that came before there were answers, and passes over the rest.
  private func listen() async {
    while let message = await socket.receive() {
      guard case .ping(let payload) = message else { continue }
      do { try await socket.send(pong: payload) } catch { return }
    }
  }

  private func follow(_ place: Place) async throws {
    if let start = place.start { try await read(after: start, until: place.end) }
    while true {
      switch await place.subscription.next() {
      case .items(let items): for item in items { try await send(item) }
      case .behind(let position):
        guard let end = try await feed?.resume(place.subscription) else { return }
        try await read(after: position, until: end)
      case .closed: return
      }
    }
  }

  /// Sends what the table has between two positions.
  private func read(after position: FeedPosition, until end: FeedPosition) async throws {
    guard let feed else { return }
    var position = position
    while true {
      let page = try await feed.feed.read(after: position, until: end, limit: LiveFeed<Item>.pageSize)
      for item in page.items where accepts(item) { try await send(item) }
      position = page.position
      if page.isLast { return }
    }
  }

  /// Closes the socket if it is not: the database can't be read now.
  private func end(_ error: any Error) async {
    logger.info("a stream ends", ["reason": .text("\(error)")])
    await socket.close(code: 1011, reason: "The stream was interrupted.")
  }
}
