/// The revisions of Prefect's own migrations (Alembic) on PostgreSQL, and the releases that they belong to (contract §5).
enum PrefectRevision {
  /// The revision whose schema this program works with.
  static let current = "91e2b8f3d6a4"

  /// Earlier revisions that `Migration.prefectUpgrade` starts from. All older ones need Prefect's migrations, since these
  /// also move data.
  static let upgradable: Set = ["d4a7e1c93f52", "e7f54680bce3"]

  /// The releases of Prefect 3 whose newest revision this is, patches where they are the ends of its time; nil for a revision of
  /// Prefect 2, and for one that is newer than `current`.
  static func release(of revision: String) -> String? {
    releases.first { $0.revision == revision }?.release
  }

  /// Read off the migrations in the wheels of the first and the last patch of each minor release and of 3.4.1, 3.4.6, 3.4.7, 3.4.18
  /// and 3.4.19. No release ends with c163acd7e8e3 or aa1234567890, which an interrupted upgrade may leave: they have the
  /// release that brought them.
  private static let releases: [(revision: String, release: String)] = [
    ("97429116795e", "3.0"), ("555ed31b284d", "3.0"), ("eaec5004771f", "3.0 or 3.1"),
    ("68a44144428d", "3.1"), ("5d03c01be85e", "3.1"),
    ("c163acd7e8e3", "3.2"), ("a03d00b8e275", "3.2"), ("b5f5644500d2", "3.2"), ("06b7c293bc69", "3.2 or 3.3"),
    ("7a73514ca2d6", "3.3"),
    ("4160a4841eed", "3.4.0"), ("1c9bb7f78263", "3.4.1 to 3.4.6"), ("aa1234567890", "3.4.7"),
    ("3b86c5ea017a", "3.4.7 to 3.4.18"), ("9e83011d1f2a", "3.4.19 to 3.6"),
    ("a1b2c3d4e5f6", "3.6"), ("09a9e091e578", "3.6"),
    ("7218aad17905", "3.7"), ("bad1e352c597", "3.7"),
    ("50737cdaee36", "3.8"), ("9e9dadc36797", "3.8"), ("c8d5f2a71b3e", "3.8"), ("d4a7e1c93f52", "3.8"),
    ("e7f54680bce3", "3.9.0"), ("91e2b8f3d6a4", "3.9.1"),
  ]
}
