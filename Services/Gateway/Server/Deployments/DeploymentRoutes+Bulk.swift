internal import HTTP
internal import Hosting
internal import JSON
internal import Models
internal import Routing
internal import Store
internal import Values

/// Many runs of a deployment at once (contract §2.1).
extension DeploymentRoutes {
  var bulkRoutes: [Route] {
    [.post("/deployments/{id:uuid}/create_flow_run/bulk", createRuns)]
  }

  private static let maximumRuns = 100

  /// Each run is made for itself: what is wrong with one is told in its place and hinders no other.
  private func createRuns(_ context: RouteContext) async throws -> Response {
    let requested = try requests.value(.list(.model(DeploymentFlowRunCreate.self)), context)
    guard requested.count <= DeploymentRoutes.maximumRuns else {
      throw DomainError.badRequest("Cannot create more than \(DeploymentRoutes.maximumRuns) flow runs at once.")
    }
    let deployment = try await deployments.read(context.uuid("id"))
    var results: [Result<UUID, MadeNot>] = []
    for request in requested { results.append(try await run(of: deployment, request, context)) }
    return .json(writing: { writer in
      writer.beginObject()
      writer.key("results")
      writer.beginArray()
      for result in results { DeploymentRoutes.write(result, to: &writer) }
      writer.endArray()
      writer.endObject()
    })
  }

  /// Why a run was not made.
  private struct MadeNot: Error {
    var reason: String
  }

  private func run(
    of deployment: Deployment, _ request: DeploymentFlowRunCreate, _ context: RouteContext
  ) async throws -> Result<UUID, MadeNot> {
    do {
      return .success(
        try await flowRuns.create(
          of: deployment, request, createdBy: context.request.provenance, client: context.request.clientVersions
        ).run.id)
    } catch let refusal as FlowRunRefusal {
      return .failure(MadeNot(reason: refusal.text))
    } catch DomainError.integrity {
      return .failure(MadeNot(reason: "A flow or task run that the request refers to does not exist."))
    } catch DomainError.notFound(let text) {
      return .failure(MadeNot(reason: text))
    }
  }

  private static func write(_ result: Result<UUID, MadeNot>, to writer: inout JSONWriter) {
    writer.beginObject()
    switch result {
    case .success(let id):
      writer.key("flow_run_id")
      writer.uuid(id)
      writer.key("status")
      writer.string("CREATED" as StaticString)
      writer.key("error")
      writer.null()
    case .failure(let failure):
      writer.key("flow_run_id")
      writer.null()
      writer.key("status")
      writer.string("FAILED" as StaticString)
      writer.key("error")
      writer.string(failure.reason)
    }
    writer.endObject()
  }
}
