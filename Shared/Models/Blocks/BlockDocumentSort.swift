/// The orders of a list of block documents.
public enum BlockDocumentSort: String, Sendable, CaseIterable {
  case nameDescending = "NAME_DESC"
  case nameAscending = "NAME_ASC"
  case blockTypeAndNameAscending = "BLOCK_TYPE_AND_NAME_ASC"
}
