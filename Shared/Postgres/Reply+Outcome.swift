extension Reply {
  /// What the dispatcher makes of it.
  var outcome: Database.Dispatcher.Outcome {
    switch self {
    case .result: .succeeded
    case .raised(let error): error.isConflict || error.isStalePreparation ? .raisedPassingly : .raised
    case .skipped: .skipped
    }
  }

  /// What the caller gets.
  var rows: Result<Rows, DatabaseError> {
    switch self {
    case .result(let rows): .success(rows)
    case .raised(let error): .failure(error.databaseError)
    case .skipped: .failure(.unavailable("the statement was skipped"))
    }
  }
}
