public import JSON
public import Values

/// A run as a worker gets it when it polls; without the state, as in the reference.
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
    var run = flowRun
    run.state = nil
    run.write(to: &writer, as: .core)
    writer.endObject()
  }
}
