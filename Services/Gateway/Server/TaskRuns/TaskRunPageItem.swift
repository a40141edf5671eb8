internal import JSON
internal import Models

/// A task run as a numbered page shows it: with fewer members than elsewhere (`TaskRunResponse`, contract §A).
struct TaskRunPageItem: JSONWritable {
  let run: TaskRun

  func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(run.id)
    writer.key("created")
    writer.timestamp(run.created)
    writer.key("updated")
    writer.timestamp(run.updated)
    writer.key("name")
    writer.string(run.name)
    writer.key("flow_run_id")
    writer.uuid(run.flowRunID)
    writer.key("task_key")
    writer.string(run.taskKey)
    writer.key("state_id")
    writer.uuid(run.stateID)
    writer.key("state")
    writer.value(run.state)
    writer.key("task_version")
    writer.string(run.taskVersion)
    writer.key("task_inputs")
    writer.raw(run.taskInputs)
    writer.key("empirical_policy")
    run.empiricalPolicy.write(to: &writer)
    writer.key("tags")
    writer.strings(run.tags)
    writer.key("start_time")
    writer.timestamp(run.startTime)
    writer.key("end_time")
    writer.timestamp(run.endTime)
    writer.key("total_run_time")
    writer.duration(run.totalRunTime)
    writer.key("estimated_run_time")
    writer.duration(run.estimatedRunTime)
    writer.key("estimated_start_time_delta")
    writer.duration(run.estimatedStartTimeDelta)
    writer.endObject()
  }
}
