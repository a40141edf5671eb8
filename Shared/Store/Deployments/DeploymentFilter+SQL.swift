internal import Models
internal import Postgres

extension DeploymentFilter {
  /// On a deployment `d`. The criterion on the concurrency limit is taken and ignored, as the reference does.
  var condition: Condition {
    .combine(
      [
        id?.condition(on: "d.id", as: .key),
        name?.condition(on: "d.name"),
        flowOrDeploymentName?.like.map { like in
          .any([
            TextFilter(like: like).condition(on: "d.name"),
            .exists(
              "SELECT FROM flow nf WHERE nf.id = d.flow_id", TextFilter(like: like).condition(on: "nf.name")),
          ])
        },
        paused?.value.map { .test("d.paused = $", [.bool($0)]) },
        tags?.condition(on: "d.tags"),
        workQueueName?.condition(on: "d.work_queue_name"),
      ].compactMap { $0 }, anyOf: `operator` == .or)
  }
}
