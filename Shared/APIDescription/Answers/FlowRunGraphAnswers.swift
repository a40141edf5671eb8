internal import Models

extension ValueSchema {
  static var taskRunDependency: ValueSchema {
    answer(
      "TaskRunDependency",
      [
        "id": .uuid,
        "name": .string,
        "upstream_dependencies": .list(.members(["input_type": .texts(["task_run"]), "id": .uuid])),
        "state": .nullable(.state),
        "expected_start_time": .nullable(.timestamp),
        "start_time": .nullable(.timestamp),
        "end_time": .nullable(.timestamp),
        "total_run_time": .nullable(.number),
        "estimated_run_time": .nullable(.number),
        "untrackable_result": .boolean,
      ])
  }

  static var flowRunGraph: ValueSchema {
    answer(
      "FlowRunGraph",
      [
        "start_time": .nullable(.timestamp),
        "end_time": .nullable(.timestamp),
        "root_node_ids": .list(.uuid),
        "nodes": .list(.list(.either([.uuid, .flowRunGraphNode]), minimum: 2, maximum: 2)),
        "artifacts": .list(.flowRunGraphArtifact),
        "states": .list(.flowRunGraphState),
      ])
  }

  static var flowRunGraphNode: ValueSchema {
    answer(
      "FlowRunGraphNode",
      [
        "kind": .texts(["flow-run", "task-run"]),
        "id": .uuid,
        "label": .string,
        "state_type": .enumeration(StateType.self),
        "start_time": .timestamp,
        "end_time": .nullable(.timestamp),
        "parents": .list(.flowRunGraphEdge),
        "children": .list(.flowRunGraphEdge),
        "encapsulating": .list(.flowRunGraphEdge),
        "artifacts": .list(.flowRunGraphArtifact),
      ])
  }

  static var flowRunGraphEdge: ValueSchema {
    answer(
      "FlowRunGraphEdge",
      [
        "id": .uuid
      ])
  }

  static var flowRunGraphArtifact: ValueSchema {
    answer(
      "FlowRunGraphArtifact",
      [
        "id": .uuid,
        "created": .timestamp,
        "key": .nullable(.string),
        "type": .nullable(.string),
        "is_latest": .boolean,
        "data": .any,
      ])
  }

  static var flowRunGraphState: ValueSchema {
    answer(
      "FlowRunGraphState",
      [
        "id": .uuid,
        "timestamp": .timestamp,
        "type": .enumeration(StateType.self),
        "name": .string,
      ])
  }
}
