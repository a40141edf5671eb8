internal import Models

extension OperationGroup {
  static var logs: OperationGroup {
    OperationGroup(
      "Logs",
      [
        .post("/logs/", "Write log lines", takes: .value(.logs), answers: .created(.null), refusals: [.conflict]),
        .post(
          "/logs/filter", "List log lines",
          takes: .parameters(.page, .filter("logs", LogFilter.self), .sort(LogSort.self)), answers: .ok(.list(.log))),
      ])
  }

  static var savedSearches: OperationGroup {
    OperationGroup(
      "Saved searches",
      [
        .put(
          "/saved_searches/", "Save a search, or replace the one of this name", takes: .model(SavedSearchCreate.self),
          answers: .created(.savedSearch), .found(.savedSearch)),
        .get("/saved_searches/{id:uuid}", "Read a saved search", answers: .ok(.savedSearch)),
        .delete("/saved_searches/{id:uuid}", "Delete a saved search"),
        .post(
          "/saved_searches/filter", "List saved searches", takes: .parameters(.page),
          answers: .ok(.list(.savedSearch))),
      ])
  }
}
