internal import JSON

/// What `PUT /automations/{id}` takes: the members that may be left out are kept then.
public struct AutomationUpdate: Sendable, Hashable, ObjectReadable {
  public var name: String
  public var about: String?
  public var isEnabled: Bool?
  public var tags: [String]?
  public var trigger: Trigger
  public var actions: [AutomationAction]
  public var actionsOnTrigger: [AutomationAction]?
  public var actionsOnResolve: [AutomationAction]?

  public init(reader: inout ObjectReader) {
    name = reader.required("name", .string)
    about = reader.presentField("description", .string).value
    isEnabled = reader.presentField("enabled", .bool).value
    tags = reader.presentField("tags", .list(.string)).value
    trigger = reader.required("trigger", .trigger)
    actions = reader.required("actions", .list(.action))
    actionsOnTrigger = reader.presentField("actions_on_trigger", .list(.action)).value
    actionsOnResolve = reader.presentField("actions_on_resolve", .list(.action)).value
  }

  /// What trigger and actions together would lead to; nil if nothing is wrong with them.
  public var problem: String? {
    isEnabled == false ? nil : PreventRunLoops.problem(with: trigger, actions)
  }
}

extension Reading where Value == AutomationUpdate {
  public static let automationUpdate = model(AutomationUpdate.self).checked(\.problem)
}

/// What `POST /automations/` takes.
public struct AutomationCreate: Sendable, Hashable, ObjectReadable {
  public var content: AutomationUpdate
  /// The id of the resource that the automation belongs to; empty for none.
  public var owner: String

  public init(reader: inout ObjectReader) {
    content = AutomationUpdate(reader: &reader)
    owner = reader.optional("owner_resource", .string) ?? ""
  }
}

extension Reading where Value == AutomationCreate {
  public static let newAutomation = model(AutomationCreate.self).checked(\.content.problem)
}
