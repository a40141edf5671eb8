public import JSON
internal import Models

/// The API of a server, described for people and tools: an OpenAPI 3.1 document.
public struct APIDescription: Sendable {
  /// What of the server's settings shows in its API.
  public struct Features: Sendable, Hashable {
    /// The path that the API's lie below.
    public var basePath: String
    /// The version of the server.
    public var version: String
    /// Whether clients have to show who they are.
    public var authenticates: Bool
    /// Whether changing requests have to show a CSRF token.
    public var protectsFromForgery: Bool
    /// Whether the server tells of its metrics.
    public var tellsMetrics: Bool
    /// How many of a list are given at once, at most.
    public var pageLimit: Int

    public init(
      basePath: String, version: String, authenticates: Bool = false, protectsFromForgery: Bool = false,
      tellsMetrics: Bool = false, pageLimit: Int = 200
    ) {
      self.basePath = basePath
      self.version = version
      self.pageLimit = pageLimit
      self.authenticates = authenticates
      self.protectsFromForgery = protectsFromForgery
      self.tellsMetrics = tellsMetrics
    }
  }

  let features: Features

  public init(_ features: Features) {
    self.features = features
  }

  /// All operations, in the order in which they are shown.
  public var groups: [OperationGroup] {
    [
      .flows, .flowRuns, .flowRunInputs, .flowRunStates, .taskRuns, .taskRunStates, .taskWorkers, .deployments,
      .workPools, .workPoolQueues, .workers, .workQueues, .concurrencyLimits, .tagConcurrencyLimits, .blockTypes,
      .blockSchemas, .blockDocuments, .artifacts, .variables, .logs, .savedSearches, .observedStates, .events,
      .automations, .webInterface, .admin, .server(metrics: features.tellsMetrics),
    ]
  }

  /// The OpenAPI document.
  public var document: RawJSON {
    var writer = DocumentWriter(features)
    writer.write(groups)
    return writer.document
  }
}
