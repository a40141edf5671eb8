/// The revisions of Prefect's own migrations (Alembic) on PostgreSQL, and the releases that they belong to (contract §5).
enum PrefectRevision {
  /// The revision whose schema this program works with.
  static let current = "91e2b8f3d6a4"

  /// Earlier revisions that `Migration.prefectUpgrade` starts from. All older ones need Prefect's migrations, since these
  /// also move data.
  static let upgradable: Set = ["d4a7e1c93f52", "e7f54680bce3"]

  /// The minor release of Prefect 3 whose first or later patch has a revision as its newest; nil for a revision of Prefect 2,
  /// and for one that is newer than `current`.
  static func release(of revision: String) -> String? {
    releases.first { $0.revisions.contains(revision) }?.release
  }

  /// Read off the migrations in the wheels of 3.0.0, 3.1.0, … 3.9.1: the last revision of a line is the newest of the line's
  /// first patch, the others came in between.
  private static let releases: [(release: String, revisions: [String])] = [
    ("3.0", ["97429116795e"]),
    ("3.1", ["555ed31b284d", "eaec5004771f"]),
    ("3.2", ["68a44144428d", "5d03c01be85e", "c163acd7e8e3", "a03d00b8e275"]),
    ("3.3", ["b5f5644500d2", "06b7c293bc69"]),
    ("3.4", ["7a73514ca2d6", "4160a4841eed"]),
    ("3.5 or 3.6", ["1c9bb7f78263", "aa1234567890", "3b86c5ea017a", "9e83011d1f2a"]),
    ("3.7", ["a1b2c3d4e5f6", "09a9e091e578", "7218aad17905"]),
    ("3.8", ["bad1e352c597", "50737cdaee36", "9e9dadc36797", "c8d5f2a71b3e", "d4a7e1c93f52"]),
    ("3.9", ["e7f54680bce3", "91e2b8f3d6a4"]),
  ]
}
