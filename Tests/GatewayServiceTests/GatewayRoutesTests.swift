internal import Configuration
internal import HTTP
internal import Observability
internal import Reactor
internal import Testing

@testable internal import GatewayService
@testable internal import Lifecycle

@Suite struct GatewayRoutesTests {
  @Test("The services and their routes go together, with no route twice")
  func goTogether() throws {
    let settings = try Settings(
      environment: ["PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://nobody@localhost:1/none"], service: .gateway
    )
    let loop = try EventLoop(name: "test")
    let context = ProgramContext(
      service: .gateway, settings: settings, logger: .silent, metrics: Metrics(), loops: [loop], mainLoop: loop)
    // A table of routes throws when two of them are the same.
    #expect(try GatewayService.services(context).map(\.name).contains("server"))
  }
}
