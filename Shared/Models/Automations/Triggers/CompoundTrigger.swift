public import JSON
public import Values

/// Fires when enough of its triggers have, in any order.
public struct CompoundTrigger: Sendable, Hashable, TriggerGroup {
  public enum Requirement: Sendable, Hashable {
    case any
    case all
    /// From 1 to the number of its triggers.
    case count(Int)
  }

  public var id: UUID
  public var triggers: [Trigger]
  /// Within what time of each other they have to fire; nil means any.
  public var within: Duration?
  public var require: Requirement

  /// - Parameter children: How the list of its triggers is read.
  init(reader: inout ObjectReader, children: Reading<[Trigger]>) {
    _ = reader.value("type", .literal("compound"), default: "compound")
    id = reader.value("id", .uuid, default: UUID(high: 0, low: 0))
    triggers = reader.required("triggers", children)
    within = reader.required("within", Reading<Duration>.duration.optional)
    require = reader.required("require", .requirement)
  }

  /// What is wrong with the number that is required.
  var requirementProblem: String? {
    guard case .count(let count) = require else { return nil }
    if count < 1 { return "require must be at least 1" }
    return count > triggers.count ? "require must be less than or equal to the number of triggers" : nil
  }
}

extension CompoundTrigger: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writeMembers(to: &writer, type: "compound")
    writer.key("require")
    switch require {
    case .any: writer.string("any" as StaticString)
    case .all: writer.string("all" as StaticString)
    case .count(let count): writer.integer(count)
    }
    writer.endObject()
  }
}

extension Reading where Value == CompoundTrigger.Requirement {
  fileprivate static let requirement = Reading(
    schema: .either([.texts(["any", "all"]), .integer(atLeast: 1)]), fallback: .all
  ) { value, problems in
    switch value.text {
    case "any": return .any
    case "all": return .all
    default: break
    }
    let trial = problems.scratch()
    let count = Reading<Int>.integer.read(value, trial)
    if trial.isEmpty { return .count(count) }
    problems.at(.key("int")) { _ = Reading<Int>.integer.read(value, problems) }
    problems.addLiteralError("'any' or 'all'", input: value, under: "literal['any','all']")
    return nil
  }
}
