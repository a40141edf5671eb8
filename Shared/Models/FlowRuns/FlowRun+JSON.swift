public import JSON

extension FlowRun: JSONWritable {
  /// The two forms of a flow run in the API.
  public enum Shape: Sendable {
    /// `FlowRunResponse`: what most routes answer.
    case response
    /// `FlowRun`, without the work pool: what workers get when they poll.
    case core
  }

  public func write(to writer: inout JSONWriter) {
    write(to: &writer, as: .response)
  }

  public func write(to writer: inout JSONWriter, as shape: Shape) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(id)
    writer.key("created")
    writer.timestamp(created)
    writer.key("updated")
    writer.timestamp(updated)
    writer.key("name")
    writer.string(name)
    writer.key("flow_id")
    writer.uuid(flowID)
    writer.key("state_id")
    writer.uuid(stateID)
    writer.key("deployment_id")
    writer.uuid(deploymentID)
    writer.key("deployment_version")
    writer.string(deploymentVersion)
    writer.key("work_queue_id")
    writer.uuid(workQueueID)
    writer.key("work_queue_name")
    writer.string(workQueueName)
    writer.key("flow_version")
    writer.string(flowVersion)
    writer.key("parameters")
    writer.raw(parameters)
    writer.key("idempotency_key")
    writer.string(idempotencyKey)
    writer.key("context")
    writer.raw(context)
    writer.key("empirical_policy")
    empiricalPolicy.write(to: &writer)
    writer.key("tags")
    writer.strings(tags)
    writer.key("labels")
    writer.raw(labels)
    writer.key("parent_task_run_id")
    writer.uuid(parentTaskRunID)
    writer.key("state_type")
    writer.string(stateType?.rawValue)
    writer.key("state_name")
    writer.string(stateName)
    writer.key("run_count")
    writer.integer(runCount)
    writer.key("expected_start_time")
    writer.timestamp(expectedStartTime)
    writer.key("next_scheduled_start_time")
    writer.timestamp(nextScheduledStartTime)
    writer.key("start_time")
    writer.timestamp(startTime)
    writer.key("end_time")
    writer.timestamp(endTime)
    writer.key("total_run_time")
    writer.duration(totalRunTime)
    writer.key("estimated_run_time")
    writer.duration(estimatedRunTime)
    writer.key("estimated_start_time_delta")
    writer.duration(estimatedStartTimeDelta)
    writer.key("auto_scheduled")
    writer.bool(autoScheduled)
    writer.key("infrastructure_document_id")
    writer.uuid(infrastructureDocumentID)
    writer.key("infrastructure_pid")
    writer.string(infrastructurePID)
    writer.key("created_by")
    writer.value(createdBy)
    if shape == .response {
      writer.key("work_pool_id")
      writer.uuid(workPoolID)
      writer.key("work_pool_name")
      writer.string(workPoolName)
    }
    writer.key("state")
    writer.value(state)
    writer.key("job_variables")
    writer.raw(jobVariables)
    writer.endObject()
  }
}
