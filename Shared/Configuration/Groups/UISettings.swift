/// The web interface, and where its files are.
public struct UISettings: Sendable {
  public let enabled: Bool
  public let v2Enabled: Bool
  public let apiURL: String?
  public let serveBase: String
  /// The folder with the UI's files, ours or the one that Prefect's setting names; nil when there is none to serve.
  public let directory: String?
  public let showPromotionalContent: Bool
  public let analyticsEnabled: Bool

  init(_ reader: inout SettingsReader) {
    reader.begin("UI", for: [.gateway])
    enabled = reader.flag("server.ui.enabled", or: .short, true, "Whether the UI is served.")
    v2Enabled = reader.flag(
      "server.ui.v2_enabled", true, "Whether the second version of the UI is the one to begin with.")
    apiURL = reader.optionalAddress(
      "server.ui.api_url", or: .short, "Address of the API that the UI calls; by default the page's own origin.")
    serveBase = reader.text("server.ui.serve_base", or: .short, "/", "Path that the UI is served from.")
    let given = reader.optionalText(
      "server.ui.static_directory", or: .short, "Folder with the UI's files, when APUS_UI_DIRECTORY is not set.")
    directory =
      reader.optionalText("apus.ui_directory", "Folder with the UI's files; without one the UI is not served.")
      ?? given
    showPromotionalContent = reader.flag(
      "server.ui.show_promotional_content", false,
      "Whether the UI shows hints at the makers' other products; Prefect's own server shows them unless told not to.")
    // Told to the UI by GET /admin/settings, too; the servers themselves never report anything.
    analyticsEnabled = reader.flag(
      "server.analytics_enabled", false,
      "Whether the UI, in the browser, may report its use to the makers of Prefect; "
        + "if not, a Content-Security-Policy lets its pages call the API alone.")
  }
}
