internal import Models

extension OperationGroup {
  static var observedStates: OperationGroup {
    OperationGroup(
      "Observed states",
      [
        .get(
          "/observed-states", "List the types and names of states that runs have had",
          parameters: [
            .optional("query", .string(maximum: 100)), .optional("order_by", Reading<ObservedStateSort>.enumeration()),
            .optional("limit", .integer(atLeast: 1, atMost: ObservedStateQuery.maximumLimit)),
          ], answers: .ok(.list(.observedState)))
      ])
  }
}
