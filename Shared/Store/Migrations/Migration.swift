/// A step of the schema, embedded in the program.
struct Migration: Sendable {
  /// Counts up from 1; the order in which the steps are taken.
  let number: Int32
  let name: String
  let script: String

  private init(_ number: Int32, _ name: String, _ bytes: [UInt8]) {
    self.number = number
    self.name = name
    script = String(decoding: bytes, as: UTF8.self)
  }

  /// Creates schema `public` as Prefect 3.9.1 has it; for a database that holds no Prefect schema yet.
  static let prefect = Migration(1, "prefect", PackageResources._01_prefect_sql)

  /// Brings `public` from one of `PrefectRevision.upgradable` to `PrefectRevision.current`.
  static let prefectUpgrade = Migration(15, "prefect_3_9_1", PackageResources._15_prefect_3_9_1_sql)

  /// Everything in the schema of our own, in order.
  static let own = [
    Migration(2, "apus", PackageResources._02_apus_sql), Migration(3, "indexes", PackageResources._03_indexes_sql),
    Migration(4, "index_steps", PackageResources._04_index_steps_sql),
    Migration(5, "entity_times", PackageResources._05_entity_times_sql),
    Migration(6, "run_tallies", PackageResources._06_run_tallies_sql),
    Migration(7, "tallies", PackageResources._07_tallies_sql),
    Migration(8, "list_indexes", PackageResources._08_list_indexes_sql),
    Migration(9, "queue_tag_tallies", PackageResources._09_queue_tag_tallies_sql),
    Migration(10, "more_tallies", PackageResources._10_more_tallies_sql),
    Migration(11, "run_indexes", PackageResources._11_run_indexes_sql),
    Migration(12, "names_and_failures", PackageResources._12_names_and_failures_sql),
    Migration(13, "subflows", PackageResources._13_subflows_sql),
    Migration(14, "under_way", PackageResources._14_under_way_sql),
    Migration(16, "automations", PackageResources._16_automations_sql),
    Migration(17, "observed_states", PackageResources._17_observed_states_sql),
    Migration(18, "worker_channel", PackageResources._18_worker_channel_sql),
    Migration(19, "event_intake", PackageResources._19_event_intake_sql),
  ]
}
