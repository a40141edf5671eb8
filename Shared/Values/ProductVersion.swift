/// The versions that `--version` and the API report.
public enum ProductVersion {
  /// Apus' own version.
  public static let current = "0.1.0"
  /// The release of Prefect whose API and schema this server has.
  public static let prefect = "3.9.1"
}
