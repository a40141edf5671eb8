/// The orders of a list of automations.
public enum AutomationSort: String, Sendable, CaseIterable {
  case createdDescending = "CREATED_DESC"
  case updatedDescending = "UPDATED_DESC"
  case nameAscending = "NAME_ASC"
  case nameDescending = "NAME_DESC"
}
