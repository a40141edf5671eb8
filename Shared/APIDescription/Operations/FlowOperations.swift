internal import Models

extension OperationGroup {
  static var flows: OperationGroup {
    OperationGroup(
      "Flows",
      [
        .post(
          "/flows/", "Make a flow, or find the one of this name", takes: .model(FlowCreate.self),
          answers: .created(.flow), .found(.flow), refusals: [.conflict]),
        .get("/flows/{id:uuid}", "Read a flow", answers: .ok(.flow)),
        .get("/flows/name/{name}", "Read a flow by its name", answers: .ok(.flow)),
        .patch("/flows/{id:uuid}", "Change a flow", takes: .model(FlowUpdate.self)),
        .delete("/flows/{id:uuid}", "Delete a flow with its deployments and runs"),
        .post(
          "/flows/filter", "List flows",
          takes: .parameters(.page, .entities(queues: nil), .sort(FlowSort.self)), answers: .ok(.list(.flow))),
        .post(
          "/flows/paginate", "List one page of flows and count them all",
          takes: .parameters(.numberedPage, .entities(queues: nil), .sort(FlowSort.self)),
          answers: .ok(.page("FlowPage", of: .flow))),
        .post("/flows/count", "Count flows", takes: .parameters(.entities(queues: nil)), answers: .ok(.integer)),
        .post(
          "/flows/bulk_delete", "Delete the flows that a filter finds",
          takes: .parameters(.filter("flows", FlowFilter.self), .bulkLimit), answers: .ok(.deleted),
          refusals: [.conflict]),
      ])
  }
}
