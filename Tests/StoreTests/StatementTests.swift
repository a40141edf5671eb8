internal import Glibc
internal import Postgres
internal import Testing

@testable import Store

@Suite struct StatementTests {
  /// Every statement that connections keep under a name.
  private static let all: [Statement] = [
    ArtifactStatement.read, ArtifactStatement.readCollection, ArtifactStatement.insert, ArtifactStatement.insertFirst,
    ArtifactStatement.insertNext, ArtifactStatement.update, ArtifactStatement.readForDelete, ArtifactStatement.delete,
    ArtifactStatement.deleteLast, ArtifactStatement.deleteLatest,
    BlockDocumentStatement.readByIDs, BlockDocumentStatement.readByName, BlockDocumentStatement.insert,
    BlockDocumentStatement.update, BlockDocumentStatement.delete, BlockDocumentStatement.holdings,
    BlockDocumentStatement.tokens, BlockDocumentStatement.replaceToken,
    BlockSchemaStatement.readByIDs, BlockSchemaStatement.readByChecksum, BlockSchemaStatement.findByChecksums,
    BlockSchemaStatement.insert, BlockSchemaStatement.delete, BlockSchemaStatement.capabilities,
    BlockSchemaStatement.known,
    BlockTypeStatement.insert, BlockTypeStatement.readByID, BlockTypeStatement.readBySlug,
    BlockTypeStatement.readBySlugs, BlockTypeStatement.update, BlockTypeStatement.delete, BlockTypeStatement.register,
    ConcurrencyLimitStatement.list, ConcurrencyLimitStatement.insert, ConcurrencyLimitStatement.readByID,
    ConcurrencyLimitStatement.readByName, ConcurrencyLimitStatement.delete, ConcurrencyLimitStatement.update,
    ConnectionLimitStatement.all,
    CSRFTokenStatement.issue, CSRFTokenStatement.read,
    ConfigurationStatement.read, ConfigurationStatement.write, ConfigurationStatement.delete,
    ConfigurationStatement.canStore,
    DashboardStatement.nextRuns, DashboardStatement.deploymentCounts, DashboardStatement.taskRunCounts,
    DeploymentStatement.read, DeploymentStatement.readByName, DeploymentStatement.lock, DeploymentStatement.lockByName,
    DeploymentStatement.flowLabels, DeploymentStatement.subject, DeploymentStatement.insert, DeploymentStatement.update,
    DeploymentStatement.delete, DeploymentStatement.setPaused,
    DeploymentStatement.deleteScheduledRuns, DeploymentStatement.queue, DeploymentStatement.legacyQueue,
    DeploymentStatement.oldQueues, DeploymentStatement.limitExists, DeploymentStatement.blockExists,
    DeploymentStatement.makeLimit, DeploymentStatement.setLimit, DeploymentStatement.template,
    DeploymentStatement.deleteOwnLimit, DeploymentStatement.lockWaitingRuns,
    EncryptionKeyStatement.read, EncryptionKeyStatement.keep,
    EventStatement.emit,
    EventIntakeStatement.report, EventIntakeStatement.leave, EventIntakeStatement.read,
    EventIngestStatement.insertFew, EventIngestStatement.recordFew, EventIngestStatement.recordFewAlone,
    FlowRunGraphStatement.run, FlowRunGraphStatement.nodes, FlowRunGraphStatement.artifacts,
    FlowRunInputStatement.insert, FlowRunInputStatement.read, FlowRunInputStatement.list, FlowRunInputStatement.delete,
    FlowRunStateStatement.read, FlowRunStateStatement.list,
    FlowRunStatement.read, FlowRunStatement.readByIdempotencyKey, FlowRunStatement.facts,
    FlowRunStatement.transitionMade,
    FlowRunStatement.creationFacts, FlowRunStatement.insert, FlowRunStatement.plainInsert, FlowRunStatement.transition,
    FlowRunStatement.plainTransition, FlowRunStatement.slotTransition, FlowRunStatement.plainSlotTransition,
    FlowRunStatement.updatePolicy, FlowRunStatement.retryFailedTaskRuns,
    FlowRunStatement.delete, FlowRunStatement.deleteLogs,
    FlowRunUpdateStatement.update, FlowRunUpdateStatement.mergeLabels,
    FlowStatement.insert, FlowStatement.read, FlowStatement.readByName, FlowStatement.update, FlowStatement.delete,
    FlowStatement.deleteMany,
    LivenessStatement.silenceWorkers, LivenessStatement.deserted, LivenessStatement.desertPools,
    LivenessStatement.unpolledQueues, LivenessStatement.markQueues, LivenessStatement.unpolledDeployments,
    LivenessStatement.markDeployments,
    LogStatement.insert, LogStatement.publish,
    MigrationStatement.lock, MigrationStatement.tables, MigrationStatement.revision, MigrationStatement.ownTable,
    MigrationStatement.recorded, MigrationStatement.record, MigrationStatement.indexSteps,
    MigrationStatement.indexStepsAlone,
    TallyStatement.hasManyChanges, TallyStatement.mergeChanges,
    TallyStatement.progress, TallyStatement.advanceAhead, SearchStatement.flowRunSample, SearchStatement.taskRunSample,
    TallyStatement.begin,
    TallyStatement.advance,
    PollingStatement.runsOfQueue, PollingStatement.runsOfOldQueue, PollingStatement.runsOfDeployments,
    PollingStatement.queues, PollingStatement.runsOfPool, PollingStatement.runsOfLimitedPool,
    QueueCapacityStatement.read, QueueCapacityStatement.lock,
    PollingStatement.unreadyDeployments, PollingStatement.markDeployments, PollingStatement.unreadyQueues,
    PollingStatement.isUnmarked,
    PollingStatement.markQueues,
    AutomationStatement.read, AutomationStatement.listEnabled, AutomationStatement.version,
    AutomationStatement.thoroughVersion, AutomationStatement.related, AutomationStatement.insert,
    AutomationStatement.update,
    AutomationStatement.setEnabled, AutomationStatement.delete, AutomationStatement.deleteOwned,
    ObservedStateStatement.list, ObservedStateStatement.begin, ObservedStateStatement.addFlowRunBlocks,
    ObservedStateStatement.addTaskRunBlocks, ObservedStateStatement.addLatestOfFlowRuns,
    ObservedStateStatement.addLatestOfTaskRuns, ObservedStateStatement.noteLatest, ObservedStateStatement.proceed,
    ObservedStateStatement.complete,
    SavedSearchStatement.upsert, SavedSearchStatement.read, SavedSearchStatement.list, SavedSearchStatement.delete,
    ClaimStatement.take, ClaimStatement.giveBack,
    EventOrderStatement.count, EventOrderStatement.park, EventOrderStatement.unpark,
    TriggerShareStatement.announce, TriggerShareStatement.take, TriggerShareStatement.leave, TriggerShareStatement.lock,
    TriggerShareStatement.move,
    TriggerMemoryStatement.buckets, TriggerMemoryStatement.dueBuckets, TriggerMemoryStatement.nextEnds,
    TriggerMemoryStatement.held, TriggerMemoryStatement.childFirings, TriggerMemoryStatement.deleteBuckets,
    TriggerMemoryStatement.writeBuckets, TriggerMemoryStatement.deleteHeld, TriggerMemoryStatement.writeHeld,
    TriggerMemoryStatement.deleteChildFirings, TriggerMemoryStatement.writeChildFirings,
    TriggerMemoryStatement.sweepBuckets, TriggerMemoryStatement.sweepHeld, TriggerMemoryStatement.sweepChildFirings,
    TriggeredActionStatement.insert, TriggeredActionStatement.claim, TriggeredActionStatement.finish,
    TriggeredActionStatement.retry, TriggeredActionStatement.renew, TriggeredActionStatement.count,
    RunUpkeepStatement.late, RunUpkeepStatement.expiredPauses, RunUpkeepStatement.cancelling,
    RunUpkeepStatement.subflowsOfCancelled, RunUpkeepStatement.tasksOfCancelled, RunUpkeepStatement.withoutDeployment,
    RunLivenessStatement.unheard, RunLivenessStatement.pending,
    LeftoverStatement.backgroundTaskRuns, LeftoverStatement.cacheEntries, LeftoverStatement.logs,
    LeftoverStatement.artifacts, LeftoverStatement.offlineWorkers,
    VacuumStatement.events, VacuumStatement.eventResources, VacuumStatement.flowRuns, VacuumStatement.runsOfLogs,
    VacuumStatement.runsOfArtifacts, VacuumStatement.orphanedLogs, VacuumStatement.orphanedArtifacts,
    VacuumStatement.collections, VacuumStatement.oldFlowRuns, VacuumStatement.logsOfRuns,
    VacuumStatement.artifactsOfRuns,
    VacuumStatement.taskRunsOfRuns,
    SchedulingStatement.waiting, SchedulingStatement.recent, SchedulingStatement.activeSchedules,
    SchedulingStatement.insert, SchedulingStatement.wake, SchedulingStatement.now,
    ScheduleStatement.ofDeployments, ScheduleStatement.insert, ScheduleStatement.update, ScheduleStatement.clearSlugs,
    ScheduleStatement.delete, ScheduleStatement.deleteAll,
    SlotStatement.renew, SlotStatement.endLease, SlotStatement.giveBackByName, SlotStatement.endExpired,
    SlotStatement.take, SlotStatement.endAbandoned,
    TagConcurrencyLimitStatement.readByID, TagConcurrencyLimitStatement.readByTag, TagConcurrencyLimitStatement.list,
    TagConcurrencyLimitStatement.deleteLegacy, TagConcurrencyLimitStatement.dropLeases,
    TagConcurrencyLimitStatement.lock, TagConcurrencyLimitStatement.reset, TagConcurrencyLimitStatement.resetLegacy,
    TagConcurrencyLimitStatement.take, TagConcurrencyLimitStatement.giveBack,
    SlotHolderStatement.ofPool, SlotHolderStatement.ofQueue,
    TaskRunStatement.read, TaskRunStatement.readWithFlowRunName, TaskRunStatement.readByNaturalKey,
    TaskRunStatement.insert, TaskRunStatement.facts, TaskRunStatement.factsWithCache, TaskRunStatement.creationFacts,
    TaskRunStatement.transition, TaskRunStatement.slotTransition, TaskRunStatement.rename, TaskRunStatement.delete,
    TaskRunStatement.deleteLogs,
    TaskRunStatement.readState, TaskRunStatement.states,
    TaskRunQueueStatement.waiting, TaskRunQueueStatement.claim, TaskRunQueueStatement.remove,
    TaskRunQueueStatement.free, TaskRunQueueStatement.sweep,
    TaskWorkerStatement.register, TaskWorkerStatement.renew, TaskWorkerStatement.leave, TaskWorkerStatement.expire,
    TaskWorkerStatement.list,
    VariableStatement.insert, VariableStatement.readByID, VariableStatement.readByName, VariableStatement.update,
    VariableStatement.delete, VariableStatement.values,
    WaitingTaskRunEventStatement.due, WaitingTaskRunEventStatement.claim, WaitingTaskRunEventStatement.delete,
    WaitingTaskRunEventStatement.putOff,
    WorkerCleanupStatement.enqueue, WorkerCleanupStatement.waiting, WorkerCleanupStatement.claim,
    WorkerCleanupStatement.operate, WorkerCleanupStatement.expire, WorkerCleanupStatement.forget,
    WorkerCleanupStatement.count,
    WorkPoolStatement.read, WorkPoolStatement.readForChange, WorkPoolStatement.queues, WorkPoolStatement.insert,
    WorkPoolStatement.update, WorkPoolStatement.delete,
    WorkQueueStatement.read, WorkQueueStatement.lockPool, WorkQueueStatement.priorities, WorkQueueStatement.insert,
    WorkQueueStatement.setPriorities, WorkQueueStatement.readByID, WorkQueueStatement.readByName,
    WorkQueueStatement.lock, WorkQueueStatement.update, WorkQueueStatement.subject, WorkQueueStatement.delete,
    WorkQueueStatement.health,
    WorkerChannelStatement.pool, WorkerChannelStatement.poolByID, WorkerChannelStatement.updated,
    WorkerChannelStatement.revisions,
    WorkerStatement.pool, WorkerStatement.heartbeat, WorkerStatement.delete,
  ]

  /// The types of the first parameters where the text alone leaves them open: values bring their types with them.
  private static let types = [
    "liveness.unpolledQueues": "interval", "liveness.markQueues": "interval",
    "liveness.unpolledDeployments": "interval",
    "liveness.markDeployments": "interval",
  ]

  @Test("Every named statement is understood by a fresh database")
  func prepares() async throws {
    try await StoreBench.run { bench in
      for statement in StatementTests.all {
        do {
          let types = StatementTests.types[statement.name].map { "(\($0))" } ?? ""
          try await bench.database.transaction { transaction in
            try await transaction.script("PREPARE \"\(statement.name)\"\(types) AS \(statement.sql)")
          }
        } catch {
          Issue.record("\(statement.name): \(error)")
        }
      }
      #expect(!StatementTests.all.isEmpty)
    }
  }

  @Test("No two statements share a name, and none is left out here")
  func namesAll() throws {
    let names = StatementTests.all.map(\.name)
    #expect(Set(names).count == names.count)
    let written = try SourceText.read(below: "Shared/Store").flatMap(SourceText.statementNames)
    #expect(Set(written).symmetricDifference(names) == [])
  }
}

/// The sources, as they lie beside these tests.
private enum SourceText {
  struct Unreadable: Error {
    let path: String
  }

  /// The texts of all Swift files below a folder of the repository.
  static func read(below folder: String) throws -> [String] {
    let here = "\(#filePath)"
    let root = here.split(separator: "/").dropLast(3).map { "/\($0)" }.joined()
    return try texts(in: "\(root)/\(folder)")
  }

  private static func texts(in folder: String) throws -> [String] {
    guard let directory = opendir(folder) else { throw Unreadable(path: folder) }
    defer { closedir(directory) }
    var texts: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard !name.hasPrefix(".") else { continue }
      if entry.pointee.d_type == UInt8(DT_DIR) {
        texts += try self.texts(in: "\(folder)/\(name)")
      } else if name.hasSuffix(".swift") {
        texts.append(try text(of: "\(folder)/\(name)"))
      }
    }
    return texts
  }

  private static func text(of path: String) throws -> String {
    guard let file = fopen(path, "r") else { throw Unreadable(path: path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = fread(&part, 1, part.count, file)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += part[..<count]
    }
  }

  /// What stands in quotes behind each `Statement(`.
  static func statementNames(_ text: String) -> [String] {
    var names: [String] = []
    var rest = text[...]
    while let found = rest.firstRange(of: "Statement(") {
      rest = rest[found.upperBound...]
      let argument = rest.drop(while: \.isWhitespace)
      guard argument.first == "\"" else { continue }
      let name = argument.dropFirst().prefix { $0 != "\"" }
      if !name.isEmpty { names.append(String(name)) }
    }
    return names
  }
}
