/// One setting as it was read: its names, its default, its meaning and its value, secrets masked.
public struct SettingEntry: Sendable {
  /// The dotted name, such as `server.api.port`; ours begin with `apus.`.
  public let name: String
  /// The environment names, the one to use first.
  public let variables: [String]
  public let group: String
  /// The services that read it.
  public let services: [ServiceName]
  public let meaning: String
  public let fallback: SettingValue
  public let value: SettingValue
  /// Whether the environment sets it.
  public let isSet: Bool
  /// Whether its value is never shown. Such a setting can be read from a file: `fileVariable` names it.
  public let isSecret: Bool
  /// Why it changes nothing here, for a setting that is accepted only because Prefect has it.
  public internal(set) var noEffectBecause: String?

  /// The environment name to use.
  public var variable: String { variables.first ?? name }

  /// The environment name of a file that holds the value; nil for a setting that is no secret.
  public var fileVariable: String? { isSecret ? SettingEntry.fileVariable(of: variable) : nil }

  static func fileVariable(of variable: String) -> String { variable + "_FILE" }
}
