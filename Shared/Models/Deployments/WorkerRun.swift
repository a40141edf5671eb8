public import JSON
public import Values

/// A run as a worker gets it when it polls.
public struct WorkerRun: Sendable, Hashable {
  public var workPoolID: UUID
  public var workQueueID: UUID
  public var flowRun: FlowRun

  public init(workPoolID: UUID, workQueueID: UUID, flowRun: FlowRun) {
    self.workPoolID = workPoolID
    self.workQueueID = workQueueID
    self.flowRun = flowRun
  }
}

extension WorkerRun: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("work_pool_id")
    writer.uuid(workPoolID)
    writer.key("work_queue_id")
    writer.uuid(workQueueID)
    writer.key("flow_run")
    flowRun.write(to: &writer, as: .core)
    writer.endObject()
  }
}
