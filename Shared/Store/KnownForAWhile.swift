internal import Synchronization

/// Remembers what the database was asked, and for a while does not ask it again.
///
/// It forgets nothing else: the keys must be few.
final class KnownForAWhile<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let lifetime: Duration
  private let known = Mutex<[Key: (value: Value, at: ContinuousClock.Instant)]>([:])

  init(_ lifetime: Duration) {
    self.lifetime = lifetime
  }

  /// - Parameter find: Asks for what is not known, or no more; what it gives is remembered, but not nil.
  func value(of key: Key, _ find: () async throws -> Value?) async throws -> Value? {
    let now = ContinuousClock.now
    if let last = known.withLock({ known in known[key] }), last.at + lifetime > now { return last.value }
    guard let value = try await find() else { return nil }
    known.withLock { known in known[key] = (value, now) }
    return value
  }

  func forget(_ key: Key) {
    known.withLock { known in known[key] = nil }
  }
}
