public import JSON
public import Values

extension Reading where Value == RawJSON {
  /// The inputs of a task run: an object of lists of task run results, flow run results, parameters and constants. Each
  /// input is written with its `input_type` and nothing that does not belong to it.
  public static let taskInputs = Reading(schema: .map(.list(TaskInput.schema)), fallback: .emptyObject) {
    value, problems in
    guard value.kind == .object else { return object.read(value, problems) }
    var writer = JSONWriter(reserving: value.source.count + 32)
    writer.beginObject()
    for (key, list) in value.members {
      writer.key(key)
      writer.beginArray()
      problems.at(.name(key)) {
        guard list.kind == .array else {
          problems.add("list_type", "Input should be a valid list", input: list)
          return
        }
        var index = 0
        for input in list.elements {
          problems.at(.index(index)) {
            if let read = TaskInput(input, problems) { writer.value(read) }
          }
          index += 1
        }
      }
      writer.endArray()
    }
    writer.endObject()
    return writer.rawJSON
  }
}

/// One input of a task run.
public enum TaskInput: Sendable, Hashable, JSONWritable {
  case taskRun(UUID)
  case flowRun(UUID)
  case parameter(name: String)
  case constant(type: String)

  /// Reads the branch of the union that fits; if none does, what is wrong with each is told.
  init?(_ value: JSONValue, _ problems: ProblemList) {
    for branch in Branch.allCases {
      let scratch = problems.scratch()
      if let input = branch.read(value, scratch), scratch.isEmpty {
        self = input
        return
      }
    }
    for branch in Branch.allCases {
      problems.at(.name(branch.rawValue)) { _ = branch.read(value, problems) }
    }
    return nil
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("input_type")
    switch self {
    case .taskRun(let id):
      writer.string("task_run" as StaticString)
      writer.key("id")
      writer.uuid(id)
    case .flowRun(let id):
      writer.string("flow_run" as StaticString)
      writer.key("id")
      writer.uuid(id)
    case .parameter(let name):
      writer.string("parameter" as StaticString)
      writer.key("name")
      writer.string(name)
    case .constant(let type):
      writer.string("constant" as StaticString)
      writer.key("type")
      writer.string(type)
    }
    writer.endObject()
  }

  /// One of the branches; members of others are ignored.
  static let schema = ValueSchema.component(
    SchemaComponent(name: "TaskInput") {
      .either(Branch.allCases.map { branch in .object(.ignored) { branch.read(from: &$0) } })
    })

  private enum Branch: String, CaseIterable {
    case taskRun = "TaskRunResult"
    case flowRun = "FlowRunResult"
    case parameter = "Parameter"
    case constant = "Constant"

    private enum TaskRunTag: String, CaseIterable { case tag = "task_run" }
    private enum FlowRunTag: String, CaseIterable { case tag = "flow_run" }
    private enum ParameterTag: String, CaseIterable { case tag = "parameter" }
    private enum ConstantTag: String, CaseIterable { case tag = "constant" }

    func read(_ value: JSONValue, _ problems: ProblemList) -> TaskInput? {
      guard value.kind == .object else {
        problems.add(
          "model_attributes_type", "Input should be a valid dictionary or object to extract fields from", input: value)
        return nil
      }
      var reader = ObjectReader(object: value, problems: problems)
      return read(from: &reader)
    }

    func read(from reader: inout ObjectReader) -> TaskInput {
      switch self {
      case .taskRun:
        _ = reader.value("input_type", .literal(TaskRunTag.self), default: .tag)
        return .taskRun(reader.required("id", .uuid))
      case .flowRun:
        _ = reader.value("input_type", .literal(FlowRunTag.self), default: .tag)
        return .flowRun(reader.required("id", .uuid))
      case .parameter:
        _ = reader.value("input_type", .literal(ParameterTag.self), default: .tag)
        return .parameter(name: reader.required("name", .string))
      case .constant:
        _ = reader.value("input_type", .literal(ConstantTag.self), default: .tag)
        return .constant(type: reader.required("type", .string))
      }
    }
  }
}
