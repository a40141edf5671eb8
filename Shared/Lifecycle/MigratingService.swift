/// A service that brings a database up to date before it is used.
public protocol MigratingService: Service {
  /// Does that and nothing else, for `--migrate`; `run` is not called.
  func migrateOnly() async throws
}
