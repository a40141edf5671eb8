/// Prefect's settings that are accepted so that an environment made for Prefect starts, and that change nothing here.
enum SettingsWithoutEffect {
  static func read(_ reader: inout SettingsReader) {
    reader.begin("Accepted, without effect")
    let database = "everything is kept in PostgreSQL"
    let batches = "batches are formed by what is waiting"

    reader.withoutEffect(because: "an error that is retried is always counted, and logged when it lasts") {
      $0.flag(
        "server.log_retryable_errors", or: "PREFECT_API_LOG_RETRYABLE_ERRORS", false,
        "Whether retried errors are logged.")
    }
    reader.withoutEffect(because: "registering the known block types costs one statement") {
      $0.flag(
        "server.memoize_block_auto_registration", or: "PREFECT_MEMOIZE_BLOCK_AUTO_REGISTRATION", true,
        "Whether the registration of block types is remembered.")
      $0.optionalText("server.memo_store_path", or: "PREFECT_MEMO_STORE_PATH", "File that remembers it.")
    }
    reader.withoutEffect(because: "leases are kept in PostgreSQL") {
      $0.text(
        "server.concurrency.lease_storage", "prefect.server.concurrency.lease_storage.memory",
        "Module that stores leases.")
    }
    reader.withoutEffect(because: "background tasks wait in PostgreSQL, where there is room") {
      $0.integer(
        "server.tasks.scheduling.max_scheduled_queue_size", or: "PREFECT_TASK_SCHEDULING_MAX_SCHEDULED_QUEUE_SIZE",
        1000,
        in: 1...1_000_000, "How many scheduled background tasks wait for a worker at most.")
      $0.integer(
        "server.tasks.scheduling.max_retry_queue_size", or: "PREFECT_TASK_SCHEDULING_MAX_RETRY_QUEUE_SIZE", 100,
        in: 1...1_000_000, "How many background tasks wait to be handed out again at most.")
    }
    reader.withoutEffect(because: "a background task stays with the worker that took it") {
      $0.span(
        "server.tasks.scheduling.pending_task_timeout", or: "PREFECT_TASK_SCHEDULING_PENDING_TASK_TIMEOUT", .zero,
        iso: true, "After how long a pending background task goes to another worker; 0 for never.")
    }
    reader.withoutEffect(because: "periodic work is claimed in PostgreSQL and needs no queue") {
      $0.text("server.docket.name", "prefect-server", "Name of the queue of periodic work.")
      $0.optionalSecretText("server.docket.url", "memory://", "Address of the queue of periodic work.")
    }
    reader.withoutEffect(because: "it is a server that is started for itself") {
      $0.flag(
        "server.ephemeral.enabled", or: "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE", false, "Whether clients start a server.")
      $0.integer("server.ephemeral.startup_timeout_seconds", 20, in: 0...86_400, "How long they wait for it.")
    }
    reader.withoutEffect(because: database) {
      $0.text(
        "server.events.messaging_broker", or: "PREFECT_MESSAGING_BROKER", "prefect.server.utilities.messaging.memory",
        "Module that carries events.")
      $0.text(
        "server.events.messaging_cache", or: "PREFECT_MESSAGING_CACHE", "prefect.server.utilities.messaging.memory",
        "Module that remembers events.")
      $0.text("server.events.causal_ordering", "prefect.server.events.ordering.memory", "Module that orders events.")
      $0.text(
        "server.worker_channel.cleanup_queue_storage", "prefect.server.worker_communication.cleanup_queue.memory",
        "Module that stores clean-up messages.")
    }
    reader.withoutEffect(because: batches) {
      $0.integer(
        "server.services.event_persister.read_batch_size", or: .api, 1, in: 1...100_000, "Events read at once.")
      $0.integer("server.services.task_run_recorder.read_batch_size", 1, in: 1...100_000, "Events read at once.")
      $0.integer("server.services.task_run_recorder.batch_size", 1, in: 1...100_000, "Task runs stored at once.")
      $0.span(
        "server.services.task_run_recorder.flush_interval", .seconds(5), in: .milliseconds(1) ... .hours(1),
        "Longest time between two flushes.")
      $0.integer("server.services.triggers.read_batch_size", 1, in: 1...100_000, "Events read at once.")
    }
    reader.withoutEffect(because: "\(batches), and APUS_EVENT_QUEUE_EVENTS bounds the queue") {
      $0.integer(
        "server.services.event_persister.batch_size", or: .api, 20, in: 1...100_000,
        "Events that are worth a flush before its time.")
      $0.span(
        "server.services.event_persister.flush_interval", or: .api, .seconds(5), in: .milliseconds(1) ... .hours(1),
        "Longest time between two flushes.")
      $0.integer(
        "server.services.event_persister.queue_max_size", 50_000, in: 1...10_000_000, "Events that wait at most.")
    }
    reader.withoutEffect(because: "an answer means that events and their task runs are stored") {
      $0.flag("server.services.event_persister.enabled", or: .api, true, "Whether events are stored.")
      $0.flag(
        "server.services.task_run_recorder.enabled", or: .api, true, "Whether task runs are recorded from events.")
    }
    reader.withoutEffect(because: "events are never dropped; their senders wait") {
      $0.integer(
        "server.services.event_persister.max_flush_retries", 5, in: 1...100_000,
        "Failed flushes before events are dropped.")
    }
    reader.withoutEffect(because: "events are not logged") {
      $0.flag("server.services.event_logger.enabled", or: .api, false, "Whether events are logged.")
    }
    reader.withoutEffect(because: "the related resources of an event are read with the change that it tells of") {
      $0.span(
        "server.events.related_resource_cache_ttl", or: .api, .seconds(300), iso: true,
        "How long the related resources of an event are remembered.")
    }
    reader.withoutEffect(because: "APUS_HTTP_IDLE_TIMEOUT bounds how long a connection may be idle") {
      $0.span(
        "server.api.keepalive_timeout", .seconds(5), in: .zero ... .hours(24), isWhole: true,
        "How long an idle connection is kept after an answer.")
    }
    reader.withoutEffect(because: "the limit is always 50") {
      $0.integer(
        "server.deployment_schedule_max_scheduled_runs", or: .short, 50, in: 1...10_000,
        "Largest number of runs that one deployment schedule may have in advance.")
    }
    reader.withoutEffect(because: "polling makes up for a notification that is lost") {
      $0.integer(
        "server.services.triggers.pg_notify_reconnect_interval_seconds", 10, in: 0...86_400,
        "How long to wait before listening again.")
      $0.integer(
        "server.services.triggers.pg_notify_heartbeat_interval_seconds", 5, in: 0...86_400,
        "How often the listening connection is checked.")
    }
  }
}

extension SettingsReader {
  /// A text that may hold a password and is therefore never shown.
  mutating func optionalSecretText(_ name: String, _ fallback: String, _ meaning: String) {
    _ = read(
      name, or: .none, default: fallback, meaning, expected: "a text", isSecret: true,
      show: { $0 == fallback ? .text($0) : .masked }, parse: { $0 })
  }
}
