public import Values

/// Which connection a statement goes to.
public enum Lane: Sendable, Hashable {
  /// Any connection: whichever is idle first takes all that waits for any.
  case any
  /// All statements of one entity take one connection, in the order in which they were run. While that connection is
  /// away they take another; around the change their order may differ, and a deadlock is retried.
  ///
  /// Two batches that touch the same rows in different order would deadlock; this keeps an entity's rows in one batch.
  case key(UUID)
  /// A read of few rows by key: on a connection apart, so that it never waits for a commit.
  case read
  /// A connection apart, never in a batch: for lists and counts, which may be slow.
  case bulk
}
