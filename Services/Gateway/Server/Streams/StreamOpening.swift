internal import HTTP
internal import JSON
internal import Models

/// The second message of a socket that streams: which things the client wants (contract §2.3).
struct StreamOpening<Filter: ObjectReadable & Sendable>: Sendable {
  let filter: Filter
  /// Whether what has happened already is wanted too.
  let wantsBackfill: Bool

  /// Why the message is refused; the reason of the close frame.
  struct Refusal: Error, Equatable {
    let reason: String

    static var noFilter: Refusal { Refusal(reason: "Expected 'filter' message") }
  }

  init(_ bytes: [UInt8], limits: BodyLimits) throws(Refusal) {
    let root: JSONValue
    do throws(JSONSyntaxError) {
      root = try JSONDocument.parse(bytes, limits: limits.json).root
    } catch {
      throw Refusal(reason: "\(Refusal.noFilter.reason): \(error.message)")
    }
    guard root.kind == .object, root["type" as StaticString]?.text == "filter" else { throw .noFilter }
    guard let value = root["filter" as StaticString] else { throw Refusal(reason: "Invalid filter: 'filter'") }
    let problems = ProblemList(source: "filter", limits: limits.models)
    filter = Reading<Filter>.model().read(value, problems)
    if let problem = problems.problems.first {
      let place = problem.location.map { "\($0)" }.joined(separator: ".")
      throw Refusal(reason: "Invalid filter: \(place): \(problem.message)")
    }
    wantsBackfill = root["backfill" as StaticString].map(StreamOpening.isTrue) ?? true
  }

  /// As Python has it: nothing, zero and what is empty are false.
  private static func isTrue(_ value: JSONValue) -> Bool {
    switch value.kind {
    case .null: false
    case .boolean: value.bool == true
    case .integer, .float: value.double != 0
    case .string: value.text?.isEmpty == false
    case .array: value.elements.contains { _ in true }
    case .object: value.memberCount > 0
    }
  }
}

extension WebSocket {
  /// Takes the opening; nil if there is none that will do, and the socket is closed then.
  func opening<Filter>(_ limits: BodyLimits) async -> StreamOpening<Filter>? {
    while let message = await receive() {
      if case .ping(let payload) = message {
        do { try await send(pong: payload) } catch { return nil }
      }
      do throws(StreamOpening<Filter>.Refusal) {
        switch message {
        case .text(let bytes): return try StreamOpening(bytes, limits: limits)
        case .binary: throw .noFilter
        case .ping, .pong: continue
        }
      } catch {
        await close(code: 1002, reason: error.reason)
        return nil
      }
    }
    return nil
  }
}
