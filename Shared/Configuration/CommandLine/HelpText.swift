internal import Values
/// What `--help`, `--version` and `--check-config` print.
public enum HelpText {
  /// One line: the program, its version and the version of Prefect that it stands in for.
  public static func version(of service: ServiceName) -> String {
    "apus \(service.rawValue) \(ProductVersion.current) (Prefect \(ProductVersion.prefect))\n"
  }

  /// Usage, purpose, settings by group, exit codes.
  public static func help(for service: ServiceName) -> String {
    var text = """
      Usage: \(service.rawValue) [--host HOST] [--port PORT] [--check-config | --migrate] [--version] [--help]

      \(service.purpose)

      Arguments:
        --host HOST       stands for \(service.hostVariable)
        --port PORT       stands for \(service.portVariable)
        --check-config    check the settings, print them with secrets masked, and end
        --migrate         bring the database's schema up to date, and end
        --version         print the version and end
        --help            print this text and end

      All settings come from the environment. A secret may lie in a file: where a setting says "or …_FILE",
      that name gives the path of a file that holds the value.

      """
    var group = ""
    for entry in Settings.catalogue where entry.services.contains(service) && entry.noEffectBecause == nil {
      if entry.group != group {
        group = entry.group
        text += "\n\(group):\n"
      }
      let fallback = entry.fallback.text
      let name = entry.variable + (entry.fileVariable.map { ", or \($0)" } ?? "")
      text += "  \(name)\(fallback.isEmpty ? "" : " = \(fallback)")\n      \(entry.meaning)\n"
    }
    text += """

      Prefect's other settings of a server are accepted and have no effect; --check-config and the log name those that are set.

      Exit codes:
        0   ended as asked, open work finished
        64  an argument was not understood
        70  a part of the service failed
        75  ended as asked, but work was cut off when its time was over
        78  a setting is wrong; every one that is wrong was named

      """
    return text
  }

  /// The settings of a service as they are in effect, one a line, those that are set marked.
  public static func effective(_ settings: Settings, for service: ServiceName) -> String {
    var text = ""
    for entry in settings.entries where entry.services.contains(service) {
      guard entry.noEffectBecause == nil || entry.isSet else { continue }
      text += "\(entry.isSet ? "*" : " ") \(entry.variable)=\(entry.value.text)"
      text += entry.noEffectBecause.map { "  (no effect: \($0))\n" } ?? "\n"
    }
    return text
  }
}
