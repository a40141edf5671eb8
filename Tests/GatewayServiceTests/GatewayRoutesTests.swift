internal import APIDescription
internal import Configuration
internal import HTTP
internal import Observability
internal import Reactor
internal import Routing
internal import Testing

@testable internal import GatewayService
@testable internal import Lifecycle

@Suite struct GatewayRoutesTests {
  private func context() throws -> ProgramContext {
    let settings = try Settings(
      environment: ["PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://nobody@localhost:1/none"], service: .gateway
    )
    let loop = try EventLoop(name: "test")
    return ProgramContext(
      service: .gateway, settings: settings, logger: .silent, metrics: Metrics(), loops: [loop], mainLoop: loop)
  }

  @Test("The services and their routes go together, with no route twice")
  func goTogether() throws {
    // A table of routes throws when two of them are the same.
    #expect(try GatewayService.services(context()).map(\.name).contains("server"))
  }

  @Test("The API is described as it is routed: every operation, and no other")
  func isDescribed() throws {
    let hosts = try GatewayHosts(context())
    let basePath = hosts.configuration.basePath
    let routed = try hosts.table(of: hosts.parts(at: 0)).routes.filter { !$0.isWebSocket }.map {
      "\($0.method.name) \($0.pattern)"
    }
    let described = APIDescription(hosts.configuration.features).groups.flatMap(\.operations).map {
      "\($0.verb.rawValue.uppercased()) \(basePath)\($0.pattern)"
    }
    // The description does not tell of itself.
    let own = ["GET", "HEAD"].flatMap { method in
      ["", basePath].flatMap { prefix in
        ["/openapi.json", "/docs", "/redoc"].map { "\(method) \(prefix)\($0)" }
      }
    }
    #expect(Set(described).count == described.count)
    #expect(Set(routed) == Set(described + own))
  }
}
