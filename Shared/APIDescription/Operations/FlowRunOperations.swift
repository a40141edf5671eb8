internal import Models

extension OperationGroup {
  static var flowRuns: OperationGroup {
    OperationGroup(
      "Flow runs",
      [
        .post(
          "/flow_runs/", "Make a flow run, or find the one with this idempotency key",
          takes: .model(FlowRunCreate.self), answers: .created(.flowRun), .found(.flowRun),
          refusals: [.notFound, .conflict]),
        .get("/flow_runs/{id:uuid}", "Read a flow run", answers: .ok(.flowRun)),
        .patch("/flow_runs/{id:uuid}", "Change a flow run", takes: .model(FlowRunUpdate.self)),
        .delete("/flow_runs/{id:uuid}", "Delete a flow run"),
        .patch("/flow_runs/{id:uuid}/labels", "Add labels to a flow run", takes: .value(.object)),
        .post(
          "/flow_runs/{id:uuid}/set_state", "Propose a state for a flow run", takes: .proposedState,
          answers: .created(.orchestrationResult), .ok(.orchestrationResult), refusals: [.conflict]),
        .post(
          "/flow_runs/{id:uuid}/resume", "Let a paused flow run go on",
          takes: .parameters(.optional("run_input", .object)),
          answers: .created(.orchestrationResult), .ok(.orchestrationResult), refusals: [.conflict]),
        .post(
          "/flow_runs/filter", "List flow runs",
          takes: .parameters(.page, .sort(FlowRunSort.self), .entities()), answers: .ok(.list(.flowRun))),
        .post(
          "/flow_runs/paginate", "List one page of flow runs and count them all",
          takes: .parameters(.numberedPage, .sort(FlowRunSort.self), .entities()),
          answers: .ok(.page("FlowRunPage", of: .flowRun))),
        .post("/flow_runs/count", "Count flow runs", takes: .parameters(.entities()), answers: .ok(.integer)),
        .post(
          "/flow_runs/lateness", "Tell how late flow runs are on average, in seconds",
          takes: .parameters(.entities()), answers: .ok(.nullable(.seconds))),
        .post(
          "/flow_runs/history", "Count flow runs by interval and state",
          takes: .parameters(.history, .entities(queues: "work_queues")), answers: .ok(.list(.runHistoryInterval))),
        .post(
          "/flow_runs/bulk_delete", "Delete the flow runs that a filter finds",
          takes: .parameters(.filter("flow_runs", FlowRunFilter.self), .bulkLimit), answers: .ok(.deleted),
          refusals: [.conflict]),
        .post(
          "/flow_runs/bulk_set_state", "Propose a state for the flow runs that a filter finds",
          takes: .parameters(.filter("flow_runs", FlowRunFilter.self), .proposedState, .bulkLimit),
          answers: .ok(.members(["results": .list(.flowRunOrchestrationResult)])), refusals: [.conflict]),
        .get(
          "/flow_runs/{id:uuid}/graph", "Read what the task runs of a flow run wait for",
          answers: .ok(.list(.taskRunDependency))),
        .get(
          "/flow_runs/{id:uuid}/graph-v2", "Read the graph of a flow run, as the web interface draws it",
          parameters: [.optional("since", .timestamp)], answers: .ok(.flowRunGraph)),
        .get(
          "/flow_runs/{id:uuid}/logs/download", "Download the log of a flow run as a table",
          answers: .text("text/csv")),
      ])
  }

  static var flowRunInputs: OperationGroup {
    OperationGroup(
      "Flow run inputs",
      [
        .post(
          "/flow_runs/{id:uuid}/input", "Keep an input for a flow run",
          takes: .parameters(.required("key", .runInputKey), .required("value", .bytes), .optional("sender", .string)),
          answers: .created(.null), refusals: [.conflict]),
        .post(
          "/flow_runs/{id:uuid}/input/filter", "List the inputs of a flow run whose keys begin in a way",
          takes: .parameters(
            .required("prefix", .string), .optional("limit", .integer(atLeast: 0)),
            .optional("exclude_keys", .list(.string))),
          answers: .ok(.list(.flowRunInput))),
        .get(
          "/flow_runs/{id:uuid}/input/{key}", "Read the value of an input", answers: .text("text/plain")),
        .delete("/flow_runs/{id:uuid}/input/{key}", "Delete an input"),
      ])
  }

  static var flowRunStates: OperationGroup {
    OperationGroup(
      "Flow run states",
      [
        .get("/flow_run_states/{id:uuid}", "Read a state of a flow run", answers: .ok(.state)),
        .get(
          "/flow_run_states/", "List the states that a flow run was in", parameters: [.required("flow_run_id", .uuid)],
          answers: .ok(.list(.state))),
      ])
  }
}

extension BodyParameters {
  /// A state to be set, and whether rules are to be left aside.
  static var proposedState: BodyParameters {
    read { body in
      _ = body.required("state", .model(StateCreate.self))
      _ = body.value("force", .bool, default: false)
    }
  }

  /// The time that a history is of, and its intervals.
  static var history: BodyParameters { read { _ = HistoryRequest(reader: &$0) } }
}

extension RequestBody {
  static var proposedState: RequestBody { .parameters(.proposedState) }
}
