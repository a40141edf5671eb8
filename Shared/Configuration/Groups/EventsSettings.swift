/// Events, their bounds and their subscribers, and the streams of logs.
public struct EventsSettings: Sendable {
  public let streamOutEnabled: Bool
  public let maximumLabelsPerResource: Int
  public let maximumRelatedResources: Int
  public let maximumSizeBytes: Int
  public let maximumEventNameLength: Int
  public let retentionPeriod: Duration
  public let maximumWebsocketBackfill: Duration
  public let websocketBackfillPageSize: Int
  public let logsStreamOutEnabled: Bool
  public let logsStreamPublishingEnabled: Bool
  public let queueEvents: Int
  public let queueBytes: Int
  public let taskRunPatience: Duration
  public let subscriberQueue: Int
  public let proactiveGranularity: Duration
  public let expiredBucketBuffer: Duration
  public let metricTriggers: Bool

  init(_ reader: inout SettingsReader) {
    reader.begin("Events and logs", for: [.gateway, .scheduler])
    streamOutEnabled = reader.flag(
      "server.events.stream_out_enabled", or: .api, true, "Whether /events/out streams events.")
    maximumLabelsPerResource = reader.integer(
      "server.events.maximum_labels_per_resource", or: .short, 500, in: 1...100_000,
      "Largest number of labels on a resource of an event.")
    maximumRelatedResources = reader.integer(
      "server.events.maximum_related_resources", or: .short, 100, in: 1...100_000,
      "Largest number of related resources of an event.")
    maximumSizeBytes = reader.integer(
      "server.events.maximum_size_bytes", or: .short, 1_500_000, in: 1...1_073_741_824,
      "Largest event, in bytes of JSON.")
    maximumEventNameLength = reader.integer(
      "server.events.maximum_event_name_length", 1024, in: 1...1_000_000, "Longest name of an event.")
    retentionPeriod = reader.span(
      "server.events.retention_period", or: .short, .days(7), in: .seconds(1) ... .days(36_500), iso: true,
      "How long events are kept; what is older is removed by the scheduler.")
    maximumWebsocketBackfill = reader.span(
      "server.events.maximum_websocket_backfill", or: .short, .seconds(900), iso: true,
      "How far back a new subscriber may read.")
    websocketBackfillPageSize = reader.integer(
      "server.events.websocket_backfill_page_size", or: .short, 250, in: 1...10_000,
      "How many past events are read at once for a subscriber.")
    logsStreamOutEnabled = reader.flag(
      "server.logs.stream_out_enabled", false, "Whether /logs/out streams logs.")
    logsStreamPublishingEnabled = reader.flag(
      "server.logs.stream_publishing_enabled", false, "Whether logs are published to the subscribers of /logs/out.")
    queueEvents = reader.integer(
      "apus.event_queue_events", 20_000, in: 1...10_000_000,
      "How many events may wait to be stored on each event loop before their senders wait.")
    queueBytes = reader.integer(
      "apus.event_queue_bytes", 67_108_864, in: 1_048_576...68_719_476_736, "How many bytes such events may take.")
    taskRunPatience = reader.span(
      "apus.task_run_patience", .seconds(900), in: .seconds(1) ... .days(365),
      "How long a task run's event waits for a flow run that is not there yet.")
    subscriberQueue = reader.integer(
      "apus.subscriber_queue", 1000, in: 1...1_000_000,
      "How many events or logs wait for a slow subscriber of a stream before it has to read them from the database.")
    proactiveGranularity = reader.span(
      "server.events.proactive_granularity", or: .short, .seconds(5), in: .milliseconds(100) ... .hours(24),
      iso: true, "How often proactive triggers are evaluated, and what triggers remember is tidied up.")
    expiredBucketBuffer = reader.span(
      "server.events.expired_bucket_buffer", or: .short, .seconds(60), iso: true,
      "How long an automation's bucket is kept after it expired.")
    metricTriggers = reader.flag(
      "apus.metric_triggers", true,
      "Whether automations may have metric triggers, which Prefect's server refuses, and whether these are evaluated.")
  }
}
