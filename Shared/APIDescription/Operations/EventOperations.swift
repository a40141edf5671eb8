internal import Models

extension OperationGroup {
  static var events: OperationGroup {
    OperationGroup(
      "Events",
      [
        .post(
          "/events", "Tell events", takes: .value(.list(.model(Event.self))), answers: .noContent,
          refusals: [.conflict]),
        .post(
          "/events/filter", "List events, latest first, and count them all",
          takes: .parameters(
            .filter("filter", EventFilter.self), .optional("limit", .integer(atLeast: 0, atMost: 50))),
          answers: .ok(.eventPage)),
        .get(
          "/events/filter/next", "List the next page of events", parameters: [.required("page-token", .string)],
          answers: .ok(.eventPage), refusals: [.forbidden]),
        .post(
          "/events/count-by/{countable}", "Count events by time, kind or resource",
          parameters: [.path("countable", .enumeration(EventCountable.self))],
          takes: .parameters(
            .required("filter", .model(EventFilter.self)),
            .optional("time_unit", .enumeration(EventTimeBuckets.Unit.self)),
            .optional("time_interval", .double(atLeast: 0.01))),
          answers: .ok(.list(.eventCount))),
      ])
  }

  static var automations: OperationGroup {
    OperationGroup(
      "Automations",
      [
        .post(
          "/automations/", "Make an automation", takes: .model(AutomationCreate.self), answers: .created(.automation),
          refusals: [.notFound, .conflict]),
        .get("/automations/{id:uuid}", "Read an automation", answers: .ok(.automation)),
        .put(
          "/automations/{id:uuid}", "Replace an automation", takes: .model(AutomationUpdate.self), answers: .noContent),
        .patch(
          "/automations/{id:uuid}", "Switch an automation on or off", takes: .model(AutomationPartialUpdate.self)),
        .delete("/automations/{id:uuid}", "Delete an automation"),
        .post(
          "/automations/filter", "List automations",
          takes: .parameters(
            .page, .sort(AutomationSort.self), .filter("automations", AutomationFilter.self)),
          answers: .ok(.list(.automation))),
        .post(
          "/automations/count", "Count automations",
          takes: .parameters(.filter("automations", AutomationFilter.self)), answers: .ok(.integer)),
        .get(
          "/automations/related-to/{resource_id}", "List the automations that have to do with a resource",
          answers: .ok(.list(.automation))),
        .delete(
          "/automations/owned-by/{resource_id}", "Delete the automations that belong to a resource",
          answers: .accepted(.null)),
        .post(
          "/templates/validate", "Check a template", takes: .value(.string, isRequired: false),
          answers: .noContent, .templateProblem),
        .post(
          "/automations/templates/validate", "Check a template of an automation",
          takes: .value(.string, isRequired: false), answers: .noContent, .templateProblem),
      ])
  }
}

extension Answer {
  fileprivate static let templateProblem = Answer(
    status: 422, about: "The template, or the body, is wrong",
    content: .json(.either([.templateProblem, .problems])))
}
