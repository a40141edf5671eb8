public import JSON
internal import Values

/// A task run and the task runs whose results it took: the graph as clients of old ask for it.
public struct TaskRunDependency: Sendable, Hashable {
  public var run: TaskRun

  public init(run: TaskRun) {
    self.run = run
  }

  /// Each once, in the order in which the inputs name them.
  var upstream: [UUID] {
    guard let root = run.taskInputs.document()?.root else { return [] }
    var ids: [UUID] = []
    for (_, list) in root.members {
      for input in list.elements where input["input_type" as StaticString]?.text == "task_run" {
        if let id = input["id" as StaticString]?.text.flatMap({ UUID($0) }), !ids.contains(id) { ids.append(id) }
      }
    }
    return ids
  }
}

extension TaskRunDependency: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("id")
    writer.uuid(run.id)
    writer.key("name")
    writer.string(run.name)
    writer.key("upstream_dependencies")
    writer.values(upstream.map(TaskInput.taskRun))
    writer.key("state")
    writer.value(run.state)
    writer.key("expected_start_time")
    writer.timestamp(run.expectedStartTime)
    writer.key("start_time")
    writer.timestamp(run.startTime)
    writer.key("end_time")
    writer.timestamp(run.endTime)
    writer.key("total_run_time")
    writer.duration(run.totalRunTime)
    writer.key("estimated_run_time")
    writer.duration(run.estimatedRunTime)
    writer.key("untrackable_result")
    writer.bool(run.state?.details.untrackableResult ?? false)
    writer.endObject()
  }
}
