/// What a peer may make a listener hold or wait for.
public struct TransportLimitSettings: Sendable {
  public let maximumHeaderBytes: Int
  public let maximumTargetBytes: Int
  public let maximumHeaderCount: Int
  public let maximumBodyBytes: Int
  public let maximumConnections: Int
  public let headerTimeout: Duration
  public let bodyTimeout: Duration
  public let idleTimeout: Duration
  public let writeTimeout: Duration
  public let handshakeTimeout: Duration
  public let maximumStreams: Int
  public let maximumWebSocketMessageBytes: Int
  public let maximumWebSocketBufferedBytes: Int
  public let maximumJSONDepth: Int
  public let gzipMinimumBytes: Int

  init(_ reader: inout SettingsReader) {
    reader.begin("Limits of connections")
    let times: ClosedRange<Duration> = .milliseconds(100) ... .hours(24)
    let headerBytes = reader.integer(
      "apus.http_max_header_bytes", 98_304, in: 1024...1_048_576, "Largest head of a request, in bytes.")
    maximumHeaderBytes = headerBytes
    let targetBytes = reader.integer(
      "apus.http_max_target_bytes", 65_536, in: 1024...1_048_576,
      "Longest path and query of a request, in bytes; no longer than the head may be.")
    if reader.isSet("apus.http_max_target_bytes"), targetBytes > headerBytes {
      reader.refuse("APUS_HTTP_MAX_TARGET_BYTES is greater than APUS_HTTP_MAX_HEADER_BYTES, which is \(headerBytes).")
    }
    maximumTargetBytes = min(targetBytes, headerBytes)
    maximumHeaderCount = reader.integer(
      "apus.http_max_headers", 100, in: 8...10_000, "Largest number of header fields of a request.")
    maximumBodyBytes = reader.integer(
      "apus.http_max_body_bytes", 33_554_432, in: 1024...1_073_741_824, "Largest body of a request, in bytes.")
    maximumConnections = reader.integer(
      "apus.http_max_connections", 10_000, in: 1...1_000_000, "How many connections each event loop accepts.")
    headerTimeout = reader.span(
      "apus.http_header_timeout", .seconds(10), in: times, "How long a request's head may take to arrive.")
    bodyTimeout = reader.span(
      "apus.http_body_timeout", .seconds(60), in: times, "How long a request's body may pause before it is given up.")
    idleTimeout = reader.span(
      "apus.http_idle_timeout", .seconds(120), in: times,
      "How long an idle connection is kept; HTTP/2 pings keep one open.")
    writeTimeout = reader.span(
      "apus.http_write_timeout", .seconds(60), in: times, "How long a peer may refuse to take an answer.")
    handshakeTimeout = reader.span(
      "apus.tls_handshake_timeout", .seconds(10), in: times, "How long a TLS handshake may take.")
    maximumStreams = reader.integer(
      "apus.http2_max_streams", 256, in: 1...10_000, "How many requests an HTTP/2 connection may have open.")
    maximumWebSocketMessageBytes = reader.integer(
      "apus.websocket_max_message_bytes", 16_777_216, in: 1024...1_073_741_824,
      "Largest message on a WebSocket, in bytes.")
    maximumWebSocketBufferedBytes = reader.integer(
      "apus.websocket_max_buffered_bytes", 4_194_304, in: 65_536...1_073_741_824,
      "How many bytes may wait for a slow WebSocket before its sender has to wait.")
    maximumJSONDepth = reader.integer(
      "apus.json_max_depth", 200, in: 8...1000, "Deepest nesting of JSON in a request.")
    gzipMinimumBytes = reader.integer(
      "apus.gzip_minimum_bytes", 500, in: 1...1_048_576, "Smallest answer that is compressed for a client that asks.")
  }
}
