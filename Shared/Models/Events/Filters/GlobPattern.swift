/// A shell pattern over whole texts (contract §6.5): `*` is any text, `?` one character, `[…]` one of some characters,
/// `[!…]` one of all others; a bracket that is never closed is itself. A `!` in front turns the meaning round.
public struct GlobPattern: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case literal(Unicode.Scalar)
    case any
    case many
    case oneOf([ClosedRange<Unicode.Scalar>], isNegated: Bool)

    func takes(_ character: Unicode.Scalar) -> Bool {
      switch self {
      case .literal(let literal): character == literal
      case .any, .many: true
      case .oneOf(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
      }
    }
  }

  private var parts: [Part] = []
  public private(set) var isNegated = false
  /// The literal characters in front of the first special one.
  public private(set) var prefix = ""
  /// Whether there are no special characters, so that the prefix is all.
  public private(set) var isLiteral = true

  /// - Parameter negates: Whether a `!` in front turns the meaning round, or stands for itself.
  public init(_ text: String, negates: Bool = true) {
    var rest = Array(text.unicodeScalars)[...]
    if negates, rest.first == "!" {
      isNegated = true
      rest.removeFirst()
    }
    while let character = rest.popFirst() {
      switch character {
      case "*": if parts.last != .many { parts.append(.many) }
      case "?": parts.append(.any)
      case "[": parts.append(GlobPattern.takeSet(&rest) ?? .literal("["))
      default: parts.append(.literal(character))
      }
      guard isLiteral else { continue }
      if case .literal(let literal) = parts.last { prefix.unicodeScalars.append(literal) } else { isLiteral = false }
    }
  }

  /// What stands between brackets; nil if they are never closed.
  private static func takeSet(_ rest: inout ArraySlice<Unicode.Scalar>) -> Part? {
    var members = rest
    var isNegated = members.first == "!"
    if isNegated { members.removeFirst() }
    // A closing bracket in the first place is a member.
    guard let end = members.dropFirst().firstIndex(of: "]") else { return nil }
    var set = members[members.startIndex..<end]
    rest = members[(end + 1)...]
    var ranges: [ClosedRange<Unicode.Scalar>] = []
    while let first = set.popFirst() {
      var last = first
      if set.first == "-", let other = set.dropFirst().first {
        set.removeFirst(2)
        last = other
      }
      guard first <= last else { continue }
      // Python drops empty ranges before it looks for the `!`.
      if first == "!", ranges.isEmpty, !isNegated {
        isNegated = true
        if last != first { ranges += ["-"..."-", last...last] }
      } else {
        ranges.append(first...last)
      }
    }
    return .oneOf(ranges, isNegated: isNegated)
  }

  /// Whether a label's value fits; one that is not there fits nothing, not even a negated pattern.
  public func matches(_ value: String?) -> Bool {
    guard let value else { return false }
    if isLiteral { return value.utf8.elementsEqual(prefix.utf8) != isNegated }
    guard value.utf8.starts(with: prefix.utf8) else { return isNegated }
    return fits(Array(value.unicodeScalars)) != isNegated
  }

  /// Goes back to the last `*` only, so the work is bounded by the product of both lengths.
  private func fits(_ text: [Unicode.Scalar]) -> Bool {
    var place = 0
    var part = 0
    var retry: (place: Int, part: Int)?
    while place < text.count {
      if part < parts.count, parts[part] == .many {
        part += 1
        retry = (place, part)
      } else if part < parts.count, parts[part].takes(text[place]) {
        place += 1
        part += 1
      } else if let last = retry {
        retry = (last.place + 1, last.part)
        place = last.place + 1
        part = last.part
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .many }
  }
}
