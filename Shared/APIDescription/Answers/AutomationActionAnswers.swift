internal import Models

extension ValueSchema {
  /// What automations do, as they are shown.
  static var automationActionOutput: ValueSchema {
    .component(
      SchemaComponent(name: "AutomationActionOutput") {
        .either(
          ["do-nothing", "cancel-flow-run", "delete-flow-run", "suspend-flow-run", "resume-flow-run"].map { type in
            .members(["type": .texts([type])])
          } + [
            .members([
              "type": .texts(["run-deployment"]), "source": .actionSource, "deployment_id": .nullable(.uuid),
              "parameters": .nullable(.anyObject), "job_variables": .nullable(.anyObject), "schedule_after": .seconds,
            ]),
            .command(["pause-deployment", "resume-deployment"], on: "deployment_id"),
            .command(["pause-work-queue", "resume-work-queue"], on: "work_queue_id"),
            .command(["pause-automation", "resume-automation"], on: "automation_id"),
            .command(["pause-work-pool", "resume-work-pool"], on: "work_pool_id"),
            .members([
              "type": .texts(["change-flow-run-state"]), "name": .nullable(.string),
              "state": .enumeration(StateType.self), "message": .nullable(.string), "force": .boolean,
            ]),
            .members([
              "type": .texts(["send-notification"]), "block_document_id": .uuid, "subject": .string, "body": .string,
            ]),
            .members(["type": .texts(["call-webhook"]), "block_document_id": .uuid, "payload": .string]),
          ])
      })
  }

  private static var actionSource: ValueSchema { .enumeration(ActionTarget.Source.self) }

  private static func command(_ types: [String], on target: String) -> ValueSchema {
    .members(["type": .texts(types), "source": .actionSource, target: .nullable(.uuid)])
  }

  static var triggerOutput: ValueSchema {
    .either([.eventTriggerOutput, .metricTriggerOutput, .compoundTriggerOutput, .sequenceTriggerOutput])
  }
}
