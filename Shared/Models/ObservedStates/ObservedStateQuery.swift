/// Which observed states are asked for, and in which order.
public struct ObservedStateQuery: Sendable, Hashable {
  public static let maximumLimit = 200

  /// What the type or the name begins with, in any case; blanks around it do not count.
  public var prefix: String
  public var sort: ObservedStateSort
  public var limit: Int

  public init(prefix: String = "", sort: ObservedStateSort = .lastSeenDescending, limit: Int = maximumLimit) {
    self.prefix = prefix
    self.sort = sort
    self.limit = limit
  }

  /// Reads the parameters of a request's query.
  public init(reader: inout ObjectReader) {
    prefix = reader.optional("query", .string(maximum: 100)) ?? ""
    sort = reader.value("order_by", .enumeration(), default: .lastSeenDescending)
    limit = reader.value(
      "limit", .integer(atLeast: 1, atMost: ObservedStateQuery.maximumLimit), default: ObservedStateQuery.maximumLimit)
  }

  /// What is asked for of all observed states.
  ///
  /// - Parameter states: By type and name.
  public func selection(of states: [ObservedState]) -> [ObservedState] {
    let wanted = ObservedStateQuery.trimmed(prefix).lowercased()
    var found = states
    if !wanted.isEmpty {
      found.removeAll { state in
        !state.type.rawValue.lowercased().utf8.starts(with: wanted.utf8)
          && !state.name.lowercased().utf8.starts(with: wanted.utf8)
      }
    }
    // The sort is stable: what was last seen at one moment stays by type and name.
    if sort == .lastSeenDescending { found.sort { $0.lastSeen > $1.lastSeen } }
    return Array(found.prefix(limit))
  }

  private static func trimmed(_ text: String) -> Substring {
    let rest = text.drop(while: \.isWhitespace)
    return rest.lastIndex { !$0.isWhitespace }.map { rest[...$0] } ?? ""
  }
}
