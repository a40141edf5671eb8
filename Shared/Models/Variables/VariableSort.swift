/// The orders of a list of variables.
public enum VariableSort: String, Sendable, CaseIterable {
  case createdDescending = "CREATED_DESC"
  case updatedDescending = "UPDATED_DESC"
  case nameDescending = "NAME_DESC"
  case nameAscending = "NAME_ASC"
}
