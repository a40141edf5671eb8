/// Tells the variables that Kubernetes puts into every container for each Service of the namespace from settings:
/// a Service named `apus-scheduler` gives `APUS_SCHEDULER_PORT=tcp://10.0.0.7:4201` and six more.
enum InjectedVariables {
  static func contains(_ name: String, value: String) -> Bool {
    guard name.hasPrefix("APUS_") || name.hasPrefix("PREFECT_") else { return false }
    if name.hasSuffix("_PORT"), value.hasPrefix("tcp://") || value.hasPrefix("udp://") { return true }
    if name.hasSuffix("_SERVICE_PORT") { return true }
    if name.hasSuffix("_SERVICE_HOST") { return true }
    let words = name.split(separator: "_")
    guard let port = words.lastIndex(of: "PORT"), port > 0 else { return false }
    let isServicePort = words[port - 1] == "SERVICE"
    let isProtocol = words.count > port + 2 && Int(words[port + 1]) != nil && ["TCP", "UDP"].contains(words[port + 2])
    if isServicePort || isProtocol { return true }
    // APUS_PORT_4201_TCP_PORT: the last PORT is a suffix of the pattern.
    return words.count >= 4 && words.last == "PORT" && ["TCP", "UDP"].contains(words[words.count - 2])
  }
}
