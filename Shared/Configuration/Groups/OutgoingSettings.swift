/// What a request to a server outside may cost; automations send them.
public struct OutgoingSettings: Sendable {
  public let connectTimeout: Duration
  public let timeout: Duration
  public let maximumBodyBytes: Int
  public let maximumHeaderBytes: Int
  public let concurrency: Int
  public let authorities: String?

  init(_ reader: inout SettingsReader) {
    reader.begin("Webhooks and notifications", for: [.scheduler])
    let times: ClosedRange<Duration> = .milliseconds(10) ... .hours(1)
    connectTimeout = reader.span(
      "apus.outgoing_connect_timeout", .seconds(5), in: times,
      "How long connecting to the server of a webhook or notification may take.")
    timeout = reader.span(
      "apus.outgoing_timeout", .seconds(30), in: times,
      "How long a webhook or notification may take; a block's own time-out may only be shorter.")
    maximumBodyBytes = reader.integer(
      "apus.outgoing_max_body_bytes", 1_048_576, in: 1024...1_073_741_824,
      "How much of a webhook's response is read, in bytes.")
    maximumHeaderBytes = reader.integer(
      "apus.outgoing_max_header_bytes", 65_536, in: 1024...262_144,
      "Largest head of a webhook's response, in bytes; a larger one fails the call.")
    concurrency = reader.integer(
      "apus.outgoing_concurrency", 32, in: 1...1000, "How many webhooks and notifications a scheduler sends at once.")
    authorities = reader.optionalText(
      "apus.outgoing_ca_file",
      "PEM file with the authorities by which servers of webhooks and notifications are verified; the system's when not set."
    )
  }
}
