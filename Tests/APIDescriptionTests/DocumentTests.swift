import JSON
import Models
import Testing

@testable import APIDescription

@Suite struct DocumentTests {
  private typealias Features = APIDescription.Features

  private static let description = APIDescription(Features(basePath: "/api", version: "1"))

  private func document(_ features: Features = Features(basePath: "/api", version: "1")) throws -> JSONValue {
    try JSONDocument.parse(APIDescription(features).document.bytes).root
  }

  /// The operations of a document by method and path.
  private func operations(_ document: JSONValue) throws -> [String: JSONValue] {
    var found: [String: JSONValue] = [:]
    for (path, operations) in try #require(document["paths"]).members {
      for (method, operation) in operations.members { found["\(method) \(path)"] = operation }
    }
    return found
  }

  @Test("The document is one of OpenAPI 3.1, with a server, tags and paths")
  func isDocument() throws {
    let document = try document()
    #expect(document["openapi"]?.text == "3.1.0")
    #expect(document["info"]?["version"]?.text == "1")
    #expect(document["servers"]?.elements.first { _ in true }?["url"]?.text == "/api")
    #expect(try operations(document).count == Self.description.groups.flatMap(\.operations).count)
  }

  @Test("Every reference leads somewhere")
  func leadsSomewhere() throws {
    let document = try document()
    var pending = [document]
    var count = 0
    while let value = pending.popLast() {
      if value.kind == .object, let target = value["$ref"]?.text {
        count += 1
        var place: JSONValue? = document
        for part in target.split(separator: "/").dropFirst() { place = place?[String(part)] }
        #expect(place != nil, "\(target)")
      }
      if value.kind == .object { pending += value.members.map(\.value) }
      if value.kind == .array { pending += value.elements }
    }
    #expect(count > 1000)
  }

  @Test("Every component is referred to")
  func isReferredTo() throws {
    let document = try document()
    let text = String(decoding: document.source, as: UTF8.self)
    for kind in ["schemas", "responses", "parameters"] {
      for (name, _) in try #require(document["components"]?[kind]).members {
        #expect(text.contains("\"#/components/\(kind)/\(name)\""), "\(name)")
      }
    }
  }

  @Test("No name stands for two schemas")
  func namesOneSchema() {
    var texts: [String: RawJSON] = [:]
    func visit(_ schema: ValueSchema) {
      let _ = RawJSON { writer in schema.write(to: &writer, meet) }
    }
    func meet(_ component: SchemaComponent) {
      let text = RawJSON { writer in component.schema().write(to: &writer) { _ in } }
      if let known = texts.updateValue(text, forKey: component.name) {
        #expect(known == text, "\(component.name)")
      } else {
        visit(component.schema())
      }
    }
    for operation in Self.description.groups.flatMap(\.operations) {
      if let body = operation.body { visit(body.schema) }
      for parameter in operation.parameters { visit(parameter.schema) }
      for answer in operation.answers { if case .json(let schema) = answer.content { visit(schema) } }
    }
    for refusal in Refusal.allCases { visit(refusal.schema) }
    #expect(texts.count > 150)
  }

  @Test("Operations have names of their own, parameters for their paths, and answers")
  func areComplete() throws {
    var names: Set<String> = []
    for (key, operation) in try operations(document()) {
      let name = try #require(operation["operationId"]?.text)
      #expect(names.insert(name).inserted, "\(name)")
      let told =
        operation["parameters"]?.elements.filter { $0["in"]?.text == "path" }.map { $0["name"]?.text ?? "" } ?? []
      let needed = key.split(separator: "/").filter { $0.hasPrefix("{") }.map { String($0.dropFirst().dropLast()) }
      #expect(told == needed, "\(key)")
      let statuses = try #require(operation["responses"]).members.map(\.key)
      #expect(statuses.contains { $0.hasPrefix("2") }, "\(key)")
      #expect(Set(statuses).count == statuses.count, "\(key)")
    }
  }

  @Test("Answers are closed: their members are told, always there, and all that there is")
  func areClosed() throws {
    let schema = try #require(document()["components"]?["schemas"]?["Variable"])
    #expect(schema["additionalProperties"]?.bool == false)
    #expect(schema["required"]?.elements.compactMap(\.text) == schema["properties"]?.members.map(\.key))
  }

  @Test("How many of a list may be asked for is what the server's settings say")
  func boundsPages() throws {
    let document = try document(Features(basePath: "/api", version: "1", pageLimit: 7))
    let schema = document["components"]?["schemas"]?["PageLimit"]
    #expect(schema?["minimum"]?.integer == 0)
    #expect(schema?["maximum"]?.integer == 7)
  }

  @Test("What settings ask of clients shows: a password, a token, and none of them for health")
  func tellsFeatures() throws {
    let plain = try operations(document())
    #expect(plain["post /flows/"]?["responses"]?["401"] == nil)
    #expect(plain["post /flows/"]?["responses"]?["403"] == nil)
    #expect(plain["get /metrics"] == nil)
    let features = Features(
      basePath: "/api", version: "1", authenticates: true, protectsFromForgery: true, tellsMetrics: true)
    let document = try document(features)
    let guarded = try operations(document)
    #expect(document["components"]?["securitySchemes"]?["basic"]?["scheme"]?.text == "basic")
    #expect(document["security"] != nil)
    #expect(guarded["post /flows/"]?["responses"]?["401"] != nil)
    #expect(guarded["post /flows/"]?["responses"]?["403"] != nil)
    #expect(guarded["get /flows/{id}"]?["responses"]?["403"] == nil)
    #expect(guarded["get /health"]?["responses"]?["401"] == nil)
    #expect(guarded["get /health"]?["security"] != nil)
    #expect(guarded["get /metrics"] != nil)
  }
}
