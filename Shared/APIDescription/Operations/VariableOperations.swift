internal import Models

extension OperationGroup {
  static var variables: OperationGroup {
    OperationGroup(
      "Variables",
      [
        .post(
          "/variables/", "Make a variable", takes: .model(VariableCreate.self), answers: .created(.variable),
          refusals: [.conflict]),
        .get("/variables/{id:uuid}", "Read a variable", answers: .ok(.variable)),
        .patch("/variables/{id:uuid}", "Change a variable", takes: .model(VariableUpdate.self)),
        .delete("/variables/{id:uuid}", "Delete a variable"),
        .get("/variables/name/{name}", "Read a variable by its name", answers: .ok(.variable)),
        .patch("/variables/name/{name}", "Change a variable by its name", takes: .model(VariableUpdate.self)),
        .delete("/variables/name/{name}", "Delete a variable by its name"),
        .post(
          "/variables/filter", "List variables",
          takes: .parameters(.page, .filter("variables", VariableFilter.self), .sort(VariableSort.self)),
          answers: .ok(.list(.variable))),
        .post(
          "/variables/count", "Count variables", takes: .parameters(.filter("variables", VariableFilter.self)),
          answers: .ok(.integer)),
      ])
  }
}
