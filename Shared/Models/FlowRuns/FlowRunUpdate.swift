public import JSON

/// What `PATCH /flow_runs/{id}` takes: only what was sent is changed.
public struct FlowRunUpdate: Sendable, Hashable, ObjectReadable {
  /// Null if a name is to be made up.
  public var name: Field<String>
  public var flowVersion: Field<String>
  public var parameters: Field<RawJSON>
  public var empiricalPolicy: Field<FlowRunPolicy>
  public var tags: Field<[String]>
  public var infrastructurePID: Field<String>
  public var jobVariables: Field<RawJSON>

  public init(reader: inout ObjectReader) {
    name = reader.runNameField()
    flowVersion = reader.field("flow_version", .string)
    parameters = reader.presentField("parameters", .parameters)
    empiricalPolicy = reader.presentField("empirical_policy", .model())
    tags = reader.presentField("tags", .list(.string))
    infrastructurePID = reader.field("infrastructure_pid", .string)
    jobVariables = reader.field("job_variables", .object)
  }

  public init() {
    name = .absent
    flowVersion = .absent
    parameters = .absent
    empiricalPolicy = .absent
    tags = .absent
    infrastructurePID = .absent
    jobVariables = .absent
  }
}

extension ObjectReader {
  /// The name of a run that is changed: null, for one to be made up, if it is null or empty.
  mutating func runNameField() -> Field<String> {
    let isThere = peek("name") != nil
    let name = runName()
    guard isThere else { return .absent }
    return name.map { .value($0) } ?? .null
  }
}
