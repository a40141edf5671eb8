internal import Models

extension ValueSchema {
  static var deployment: ValueSchema {
    answer(
      "Deployment",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "name": .string,
        "version": .nullable(.string),
        "description": .nullable(.string),
        "flow_id": .uuid,
        "paused": .boolean,
        "schedules": .list(.deploymentSchedule),
        "concurrency_limit": .nullable(.integer),
        "global_concurrency_limit": .nullable(.concurrencyLimitSummary),
        "concurrency_options": .nullable(.concurrencyOptionsOutput),
        "job_variables": .anyObject,
        "parameters": .anyObject,
        "tags": .list(.string),
        "labels": .map(.labelValue),
        "work_queue_name": .nullable(.string),
        "work_queue_id": .nullable(.uuid),
        "last_polled": .nullable(.timestamp),
        "parameter_openapi_schema": .nullable(.anyObject),
        "path": .nullable(.string),
        "pull_steps": .nullable(.list(.anyObject)),
        "entrypoint": .nullable(.string),
        "storage_document_id": .nullable(.uuid),
        "infrastructure_document_id": .nullable(.uuid),
        "created_by": .nullable(.createdByOutput),
        "updated_by": .nullable(.createdByOutput),
        "work_pool_name": .nullable(.string),
        "status": .nullable(.enumeration(DeploymentStatus.self)),
        "enforce_parameter_schema": .boolean,
      ])
  }

  static var deploymentSchedule: ValueSchema {
    answer(
      "DeploymentSchedule",
      [
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
        "deployment_id": .nullable(.uuid),
        "schedule": .scheduleOutput,
        "active": .boolean,
        "max_scheduled_runs": .nullable(.integer),
        "parameters": .anyObject,
        "slug": .nullable(.string),
      ])
  }

  static var concurrencyOptionsOutput: ValueSchema {
    answer(
      "ConcurrencyOptionsOutput",
      [
        "collision_strategy": .texts(["ENQUEUE", "CANCEL_NEW"]),
        "grace_period_seconds": .nullable(.integer),
      ])
  }

  /// A schedule as it is shown.
  static var scheduleOutput: ValueSchema {
    .component(
      SchemaComponent(name: "ScheduleOutput") {
        .either([
          .members(["interval": .seconds, "anchor_date": .string, "timezone": .string]),
          .members(["cron": .string, "timezone": .nullable(.string), "day_or": .boolean]),
          .members(["rrule": .string, "timezone": .nullable(.string)]),
        ])
      })
  }
}
