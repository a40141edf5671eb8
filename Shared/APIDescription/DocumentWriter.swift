internal import JSON
internal import Models

/// Writes operations as an OpenAPI 3.1 document. Schemas with a name are met on the way and written at the end.
struct DocumentWriter {
  private let features: APIDescription.Features
  private var writer = JSONWriter(reserving: 1 << 18)
  private var pending: [SchemaComponent] = []
  private var met: Set<String> = []

  init(_ features: APIDescription.Features) {
    self.features = features
  }

  var document: RawJSON { writer.rawJSON }

  mutating func write(_ groups: [OperationGroup]) {
    writer.beginObject()
    writer.key("openapi")
    writer.string("3.1.0" as StaticString)
    writeInfo()
    writer.key("servers")
    writer.beginArray()
    writer.beginObject()
    writer.key("url")
    writer.string(features.basePath.isEmpty ? "/" : features.basePath)
    writer.endObject()
    writer.endArray()
    writer.key("tags")
    writer.beginArray()
    for group in groups {
      writer.beginObject()
      writer.key("name")
      writer.string(group.name)
      writer.endObject()
    }
    writer.endArray()
    writePaths(groups)
    writeComponents()
    writer.endObject()
  }

  private mutating func writeInfo() {
    writer.key("info")
    writer.beginObject()
    writer.key("title")
    writer.string("Apus, a server for Prefect" as StaticString)
    writer.key("version")
    writer.string(features.version)
    writer.endObject()
  }

  // MARK: - Paths

  private mutating func writePaths(_ groups: [OperationGroup]) {
    var paths: [(path: String, operations: [(Operation, tag: String)])] = []
    var places: [String: Int] = [:]
    for group in groups {
      for operation in group.operations {
        let path = PathTemplate(operation.pattern, known: []).path
        let place = places[path] ?? paths.count
        if place == paths.count {
          paths.append((path, []))
          places[path] = place
        }
        paths[place].operations.append((operation, group.name))
      }
    }
    writer.key("paths")
    writer.beginObject()
    for (path, operations) in paths {
      writer.key(path)
      writer.beginObject()
      for (operation, tag) in operations {
        writer.key(operation.verb.rawValue)
        write(operation, tag: tag)
      }
      writer.endObject()
    }
    writer.endObject()
  }

  private mutating func write(_ operation: Operation, tag: String) {
    let path = PathTemplate(operation.pattern, known: operation.parameters)
    writer.beginObject()
    writer.key("operationId")
    writer.string(path.operationName(operation.verb))
    writer.key("summary")
    writer.string(operation.summary)
    writer.key("tags")
    writer.strings([tag])
    writeParameters(of: operation, path)
    if let body = operation.body {
      writer.key("requestBody")
      writer.beginObject()
      writer.key("required")
      writer.bool(body.isRequired)
      writeContent("application/json", body.schema)
      writer.endObject()
    }
    writer.key("responses")
    writer.beginObject()
    for answer in operation.answers {
      writer.key(String(answer.status))
      write(answer)
    }
    for refusal in operation.refusals(features, path) {
      writer.key(refusal.rawValue)
      writer.reference("responses", refusal.name)
    }
    writer.endObject()
    if operation.traits.contains(.open), features.authenticates {
      writer.key("security")
      writer.beginArray()
      writer.endArray()
    }
    writer.endObject()
  }

  private mutating func writeParameters(of operation: Operation, _ path: PathTemplate) {
    let others = operation.parameters.filter { $0.place != .path }
    let shared = SharedParameter.allCases.filter { $0.isOne(of: operation, features) }
    guard !path.parameters.isEmpty || !others.isEmpty || !shared.isEmpty else { return }
    writer.key("parameters")
    writer.beginArray()
    for parameter in path.parameters + others { write(parameter) }
    for parameter in shared { writer.reference("parameters", parameter.name) }
    writer.endArray()
  }

  private mutating func write(_ parameter: Parameter) {
    writer.beginObject()
    writer.key("name")
    writer.string(parameter.name)
    writer.key("in")
    writer.string(parameter.place.rawValue)
    if parameter.isRequired {
      writer.key("required")
      writer.bool(true)
    }
    writer.key("schema")
    write(parameter.schema)
    writer.endObject()
  }

  private mutating func write(_ answer: Answer) {
    writer.beginObject()
    writer.key("description")
    writer.string(answer.about)
    switch answer.content {
    case .none: break
    case .json(let schema): writeContent("application/json", schema)
    case .text(let mediaType): writeContent(mediaType, .string)
    }
    writer.endObject()
  }

  private mutating func writeContent(_ mediaType: String, _ schema: ValueSchema) {
    writer.key("content")
    writer.beginObject()
    writer.key(mediaType)
    writer.beginObject()
    writer.key("schema")
    write(schema)
    writer.endObject()
    writer.endObject()
  }

  private mutating func write(_ schema: ValueSchema) {
    var components: [SchemaComponent] = []
    schema.write(to: &writer) { components.append($0) }
    for component in components where met.insert(component.name).inserted { pending.append(component) }
  }

  // MARK: - Components

  private mutating func writeComponents() {
    writer.key("components")
    writer.beginObject()
    writer.key("responses")
    writer.beginObject()
    for refusal in Refusal.allCases where refusal != .unauthorized || features.authenticates {
      writer.key(refusal.name)
      writer.beginObject()
      writer.key("description")
      writer.string(refusal.about)
      writeContent("application/json", refusal.schema)
      writer.endObject()
    }
    writer.endObject()
    writer.key("parameters")
    writer.beginObject()
    for parameter in SharedParameter.allCases where parameter.exists(features) {
      writer.key(parameter.name)
      write(parameter.parameter)
    }
    writer.endObject()
    writeSecurity()
    writer.key("schemas")
    writer.beginObject()
    while let component = pending.popLast() {
      writer.key(component.name)
      let isPageLimit = component.name == SchemaComponent.pageLimit.name
      write(isPageLimit ? .integer(atLeast: 0, atMost: features.pageLimit) : component.schema())
    }
    writer.endObject()
    writer.endObject()
    guard features.authenticates else { return }
    writer.key("security")
    writer.beginArray()
    writer.beginObject()
    writer.key("basic")
    writer.strings([])
    writer.endObject()
    writer.endArray()
  }

  private mutating func writeSecurity() {
    guard features.authenticates else { return }
    writer.key("securitySchemes")
    writer.beginObject()
    writer.key("basic")
    writer.beginObject()
    writer.key("type")
    writer.string("http" as StaticString)
    writer.key("scheme")
    writer.string("basic" as StaticString)
    writer.endObject()
    writer.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func reference(_ kind: String, _ name: String) {
    beginObject()
    key("$ref")
    string("#/components/\(kind)/\(name)")
    endObject()
  }
}
