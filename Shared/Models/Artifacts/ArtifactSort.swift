/// The orders of a list of artifacts, and of one of their collections.
public enum ArtifactSort: String, Sendable, CaseIterable {
  case createdDescending = "CREATED_DESC"
  case updatedDescending = "UPDATED_DESC"
  case idDescending = "ID_DESC"
  case keyDescending = "KEY_DESC"
  case keyAscending = "KEY_ASC"
}
