/// The orders of a list of flows.
public enum FlowSort: String, Sendable, CaseIterable {
  case createdDescending = "CREATED_DESC"
  case updatedDescending = "UPDATED_DESC"
  case nameAscending = "NAME_ASC"
  case nameDescending = "NAME_DESC"
}
