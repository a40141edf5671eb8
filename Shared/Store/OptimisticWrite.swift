/// Changes that are decided on what was read, and written only if it still holds.
enum OptimisticWrite {
  /// How often a lost race is run again before the client is told to come back.
  static let maximumTries = 16
}
