internal import Models

/// A path as the route table spells it, taken apart.
struct PathTemplate {
  /// The path as OpenAPI spells it.
  private(set) var path = ""
  /// Its parameters, in their order.
  private(set) var parameters: [Parameter] = []
  /// Whether one of them takes any text.
  private(set) var takesText = false

  /// - Parameter known: Parameters of which more is known than the pattern says.
  init(_ pattern: String, known: [Parameter]) {
    for segment in pattern.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      guard segment.hasPrefix("{"), segment.hasSuffix("}") else {
        path += "/\(segment)"
        continue
      }
      let parts = segment.dropFirst().dropLast().split(separator: ":")
      let name = String(parts[0])
      path += "/{\(name)}"
      let isID = parts.count > 1
      takesText = takesText || !isID
      parameters.append(
        known.first { $0.place == .path && $0.name == name }
          ?? Parameter(name: name, place: .path, schema: isID ? .uuid : .string(minimum: 1), isRequired: true))
    }
  }

  /// A name for an operation of the path, which no other has.
  func operationName(_ verb: Operation.Verb) -> String {
    let words = path.split { !$0.isLetter && !$0.isNumber }
    return ([verb.rawValue] + words.map(String.init)).joined(separator: "_")
  }
}
