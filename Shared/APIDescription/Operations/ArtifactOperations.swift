internal import Models

extension OperationGroup {
  static var artifacts: OperationGroup {
    OperationGroup(
      "Artifacts",
      [
        .post(
          "/artifacts/", "Make an artifact", takes: .model(ArtifactCreate.self), answers: .created(.artifact),
          refusals: [.conflict]),
        .get("/artifacts/{id:uuid}", "Read an artifact", answers: .ok(.artifact)),
        .get("/artifacts/{key}/latest", "Read the latest artifact of a key", answers: .ok(.artifact)),
        .patch("/artifacts/{id:uuid}", "Change an artifact", takes: .model(ArtifactUpdate.self)),
        .delete("/artifacts/{id:uuid}", "Delete an artifact"),
        .post(
          "/artifacts/filter", "List artifacts",
          takes: .parameters(.page, .sort(ArtifactSort.self), .artifacts(.artifacts)), answers: .ok(.list(.artifact))),
        .post(
          "/artifacts/count", "Count artifacts", takes: .parameters(.artifacts(.artifacts)), answers: .ok(.integer)),
        .post(
          "/artifacts/latest/filter", "List the latest artifact of each key",
          takes: .parameters(.page, .sort(ArtifactSort.self), .artifacts(.artifactCollections)),
          answers: .ok(.list(.artifactCollection))),
        .post(
          "/artifacts/latest/count", "Count the keys of artifacts",
          takes: .parameters(.artifacts(.artifactCollections)), answers: .ok(.integer)),
      ])
  }
}

extension BodyParameters {
  /// The filter of artifacts and those of the runs that they belong to.
  fileprivate static func artifacts(_ reading: Reading<ArtifactFilter>) -> BodyParameters {
    read { body in
      _ = body.optional("artifacts", reading)
      _ = body.optional("flow_runs", .model(FlowRunFilter.self))
      _ = body.optional("task_runs", .model(TaskRunFilter.self))
      _ = body.optional("flows", .model(FlowFilter.self))
      _ = body.optional("deployments", .model(DeploymentFilter.self))
    }
  }
}
