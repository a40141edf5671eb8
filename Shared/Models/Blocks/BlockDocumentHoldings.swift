public import Values

/// Which documents hold which others: a graph that must stay without cycles and of a bounded size, as a document is always
/// read with everything it holds.
public struct BlockDocumentHoldings: Sendable {
  /// How many documents one may hold, counted as often as they are held.
  public static let maximumCount = 1000
  /// How many documents may be within each other.
  public static let maximumDepth = 20

  private var held: [UUID: [UUID]] = [:]

  public init() {}

  public mutating func add(_ holder: UUID, holds document: UUID) {
    held[holder, default: []].append(document)
  }

  /// Whether a document is another or holds it, directly or further on.
  public func leads(from start: UUID, to goal: UUID) -> Bool {
    var visited: Set<UUID> = [start]
    var waiting = [start]
    while let next = waiting.popLast() {
      if next == goal { return true }
      for document in held[next] ?? [] where visited.insert(document).inserted { waiting.append(document) }
    }
    return false
  }

  /// Whether a document that holds these is within the bounds.
  public func isBounded(holding documents: [UUID]) -> Bool {
    var level = documents
    var count = 0
    for _ in 0..<BlockDocumentHoldings.maximumDepth {
      count += level.count
      guard count <= BlockDocumentHoldings.maximumCount else { return false }
      guard !level.isEmpty else { return true }
      level = level.flatMap { held[$0] ?? [] }
    }
    return level.isEmpty
  }
}
