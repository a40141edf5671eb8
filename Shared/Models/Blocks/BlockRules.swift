internal import JSON

extension Reading where Value == String {
  /// Lower-case letters, digits and dashes; empty passes.
  public static let blockTypeSlug = Reading.string.checked { slug in
    isSlug(slug) ? nil : "Block type slug must only contain lowercase letters, numbers, and dashes."
  }
  .described(as: .string(pattern: slugPattern))

  /// The same for a document's name, which is held to the pattern of names first.
  public static let blockDocumentName = Reading(schema: .string(pattern: slugPattern), fallback: "") {
    value, problems in
    if value.text == "" { return "" }
    let before = problems.count
    let name = Reading.name.read(value, problems)
    if problems.count == before, !isSlug(name) {
      problems.addValueError(
        "Block document name must only contain lowercase letters, numbers, and dashes.", input: value)
    }
    return name
  }

  private static let slugPattern = "^[a-z0-9-]*$"

  private static func isSlug(_ text: String) -> Bool {
    text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
      default: false
      }
    }
  }
}
