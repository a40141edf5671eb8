internal import Models

extension OperationGroup {
  static var tagConcurrencyLimits: OperationGroup {
    OperationGroup(
      "Concurrency limits",
      [
        .post(
          "/concurrency_limits/", "Limit how many task runs with a tag run at once",
          takes: .model(TagConcurrencyLimitCreate.self), answers: .created(.tagConcurrencyLimit),
          .found(.tagConcurrencyLimit), refusals: [.conflict]),
        .get("/concurrency_limits/{id:uuid}", "Read a limit of a tag", answers: .ok(.tagConcurrencyLimit)),
        .delete("/concurrency_limits/{id:uuid}", "Delete a limit of a tag", answers: .ok(.null)),
        .get("/concurrency_limits/tag/{tag}", "Read a limit by its tag", answers: .ok(.tagConcurrencyLimit)),
        .delete("/concurrency_limits/tag/{tag}", "Delete a limit by its tag", answers: .ok(.null)),
        .post(
          "/concurrency_limits/filter", "List the limits of tags", takes: .parameters(.page),
          answers: .ok(.list(.tagConcurrencyLimit))),
        .post(
          "/concurrency_limits/tag/{tag}/reset", "Say which task runs hold the slots of a limit",
          takes: .parameters(.optional("slot_override", .list(.uuid))), answers: .ok(.null), refusals: [.conflict]),
        .post(
          "/concurrency_limits/increment", "Take slots of the limits of tags",
          takes: .parameters(.read { _ = TagSlotRequest(reader: &$0) }), answers: .ok(.list(.grantedLimit)),
          refusals: [.conflict, .locked]),
        .post(
          "/concurrency_limits/decrement", "Give slots of the limits of tags back",
          takes: .parameters(.read { _ = TagSlotRequest(reader: &$0) }), answers: .ok(.list(.grantedLimit)),
          refusals: [.conflict]),
      ])
  }

  static var concurrencyLimits: OperationGroup {
    OperationGroup(
      "Concurrency limits v2",
      [
        .post(
          "/v2/concurrency_limits/", "Make a limit", takes: .model(ConcurrencyLimitCreate.self),
          answers: .created(.concurrencyLimit), refusals: [.conflict]),
        .get(
          "/v2/concurrency_limits/{id_or_name}", "Read a limit by its id or name",
          answers: .ok(.concurrencyLimitSummary)),
        .patch("/v2/concurrency_limits/{id_or_name}", "Change a limit", takes: .model(ConcurrencyLimitUpdate.self)),
        .delete("/v2/concurrency_limits/{id_or_name}", "Delete a limit"),
        .post(
          "/v2/concurrency_limits/filter", "List limits", takes: .parameters(.page),
          answers: .ok(.list(.concurrencyLimitSummary))),
        .post(
          "/v2/concurrency_limits/increment", "Take slots of limits",
          takes: .parameters(.slots, .optional("create_if_missing", .bool)), answers: .ok(.list(.grantedLimit)),
          refusals: [.conflict, .locked]),
        .post(
          "/v2/concurrency_limits/increment-with-lease", "Take slots of limits for a time",
          takes: .parameters(.slots, .read { _ = LeaseRequest(reader: &$0) }), answers: .ok(.grantedLease),
          refusals: [.conflict, .locked]),
        .post(
          "/v2/concurrency_limits/decrement", "Give slots of limits back",
          takes: .parameters(.read { _ = SlotReturn(reader: &$0) }), answers: .ok(.list(.grantedLimit)),
          refusals: [.conflict]),
        .post(
          "/v2/concurrency_limits/decrement-with-lease", "Give the slots of a lease back",
          takes: .parameters(.required("lease_id", .uuid)), answers: .noContent, refusals: [.conflict]),
        .post(
          "/v2/concurrency_limits/leases/{lease_id}/renew", "Keep the slots of a lease for longer",
          parameters: [.path("lease_id", .uuid)],
          takes: .parameters(.optional("lease_duration", .leaseDuration)), answers: .noContent, refusals: [.gone]),
      ])
  }
}

extension BodyParameters {
  fileprivate static var slots: BodyParameters { read { _ = SlotRequest(reader: &$0) } }
}
