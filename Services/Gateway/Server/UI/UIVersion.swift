/// One of the two web interfaces that a Prefect release ships.
enum UIVersion: String, Sendable, Hashable, CaseIterable {
  case v1
  case v2

  /// Where its files may be: as in Prefect's package, or as Prefect's server lays them out in a static directory.
  var folderNames: [String] {
    switch self {
    case .v1: ["ui", "v1"]
    case .v2: ["ui-v2", "v2"]
    }
  }
}
