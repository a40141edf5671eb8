import HTTP
import Testing
import Values

@testable import Routing

@Suite("Route table")
struct RouteTableTests {
  private func table(_ routes: [(Method, String)]) throws -> RouteTable {
    try RouteTable(routes.map { Route($0.0, $0.1) { _ in Response(status: .ok) } })
  }

  private func pattern(_ table: RouteTable, _ method: Method, _ path: String) -> String? {
    guard case .route(let route, _) = table.match(method, path: path) else { return nil }
    return route.pattern
  }

  @Test("A literal segment is preferred to a parameter")
  func literalFirst() throws {
    let table = try table([
      (.get, "/variables/{id:uuid}"), (.get, "/variables/name/{name}"), (.post, "/variables/filter"),
    ])
    #expect(pattern(table, .get, "/variables/name/x") == "/variables/name/{name}")
    #expect(pattern(table, .post, "/variables/filter") == "/variables/filter")
  }

  @Test("A UUID parameter takes UUIDs in any case, with or without hyphens, and nothing else")
  func uuids() throws {
    let table = try table([(.get, "/flows/{id:uuid}")])
    for text in ["6C0F2D1E-93F0-4E0B-8AD4-1C1E8C1F2A3B", "6c0f2d1e93f04e0b8ad41c1e8c1f2a3b"] {
      #expect(pattern(table, .get, "/flows/\(text)") != nil)
    }
    for text in ["", "x", "6c0f2d1e93f04e0b8ad41c1e8c1f2a3", "6c0f2d1e-93f04e0b8ad41c1e8c1f2a3bxxxx"] {
      #expect(pattern(table, .get, "/flows/\(text)") == nil)
    }
  }

  @Test("A branch that leads nowhere is left for the next one")
  func backtracking() throws {
    let table = try table([(.get, "/artifacts/latest/count"), (.get, "/artifacts/{key}/latest")])
    #expect(pattern(table, .get, "/artifacts/latest/latest") == "/artifacts/{key}/latest")
  }

  @Test(
    "A known path with another method names the methods of all routes that it could be of, each once",
    arguments: [("/limits/\(UUID.random())", [Method.patch, .get, .delete]), ("/limits/one", [.get, .delete])])
  func methodNotAllowed(_ path: String, _ methods: [Method]) throws {
    let table = try table([
      (.get, "/limits/{name}"), (.delete, "/limits/{name}"), (.patch, "/limits/{id:uuid}"), (.get, "/limits/{id:uuid}"),
    ])
    guard case .methodNotAllowed(let allowed) = table.match(.put, path: path) else {
      Issue.record("expected methodNotAllowed")
      return
    }
    #expect(allowed == methods)
  }

  @Test("An encoded slash separates segments and other escapes are decoded")
  func escapes() throws {
    let table = try table([(.get, "/variables/name/{name}")])
    #expect(pattern(table, .get, "/variables/name/x%2Fy") == nil)
    guard case .route(_, let parameters) = table.match(.get, path: "/variables/name/a%20b%zz%c3%a4") else {
      Issue.record("expected a route")
      return
    }
    #expect(parameters == [.init(name: "name", text: "a b%zzä")])
  }

  @Test("Two routes with the same method and pattern are refused")
  func duplicates() throws {
    #expect(throws: RoutingError.duplicateRoute(method: "GET", pattern: "/a/{b}")) {
      try table([(.get, "/a/{b}"), (.get, "/a/{b}")])
    }
  }

  @Test("A parameter has one name at its place")
  func conflictingNames() throws {
    #expect(throws: RoutingError.conflictingParameter("c", pattern: "/a/{c}/d")) {
      try table([(.get, "/a/{b}"), (.get, "/a/{c}/d")])
    }
  }

  @Test("Query items are decoded, with a plus as a space")
  func query() {
    let items = Array(QueryItems("a=1&b=x+y%21&c&=d"))
    #expect(items.map(\.name) == ["a", "b", "c", ""])
    #expect(items.map(\.value) == ["1", "x y!", "", "d"])
  }
}
