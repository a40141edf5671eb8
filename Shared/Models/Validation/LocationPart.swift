internal import JSON

/// One step from the body to the value a problem is about.
public enum LocationPart: Sendable, Hashable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  case name(String)
  case index(Int)

  public init(stringLiteral value: String) {
    self = .name(value)
  }

  public init(integerLiteral value: Int) {
    self = .index(value)
  }

  func write(to writer: inout JSONWriter) {
    switch self {
    case .name(let name): writer.string(name)
    case .index(let index): writer.integer(index)
    }
  }
}

extension LocationPart: CustomStringConvertible {
  public var description: String {
    switch self {
    case .name(let name): name
    case .index(let index): "\(index)"
    }
  }
}
