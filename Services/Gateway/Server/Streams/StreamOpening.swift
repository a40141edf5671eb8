internal import HTTP
internal import JSON
internal import Models

/// The second message of a socket that streams: which things the client wants (contract §2.3).
struct StreamOpening<Filter: ObjectReadable & Sendable>: Sendable {
  let filter: Filter
  /// Whether what has happened already is wanted too.
  let wantsBackfill: Bool

  enum Failure: Error, Equatable {
    /// Not what any client of the protocol sends.
    case malformed
    /// Why it is refused.
    case refused(String)
  }

  init(_ bytes: [UInt8], limits: BodyLimits) throws(Failure) {
    let document: JSONDocument
    do throws(JSONSyntaxError) {
      document = try JSONDocument.parse(bytes, limits: limits.json)
    } catch {
      throw .malformed
    }
    let root = document.root
    guard root.kind == .object, let type = root["type" as StaticString] else { throw .malformed }
    guard type.text == "filter" else { throw .refused("Expected 'filter' message") }
    guard let value = root["filter" as StaticString] else { throw .refused("Invalid filter: 'filter'") }
    let problems = ProblemList(source: "filter", limits: limits.models)
    filter = Reading<Filter>.model().read(value, problems)
    if let problem = problems.problems.first {
      let place = problem.location.map { "\($0)" }.joined(separator: ".")
      throw .refused("Invalid filter: \(place): \(problem.message)")
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
      if case .binary = message { break }
      guard case .text(let bytes) = message else { continue }
      do throws(StreamOpening<Filter>.Failure) {
        return try StreamOpening(bytes, limits: limits)
      } catch {
        if case .refused(let reason) = error {
          await close(code: 1002, reason: reason)
          return nil
        }
        break
      }
    }
    await abort()
    return nil
  }
}
