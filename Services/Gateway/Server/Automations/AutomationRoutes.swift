internal import HTTP
internal import Hosting
internal import Models
internal import Routing
internal import Store

/// `/automations` (contract §2.1).
struct AutomationRoutes: Sendable {
  let automations: AutomationRepository

  var routes: [Route] {
    [
      .get("/automations/related-to/{resource_id}") {
        .json(list: try await automations.related(to: $0.text("resource_id")))
      }
    ]
  }
}
