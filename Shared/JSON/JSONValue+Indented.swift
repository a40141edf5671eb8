extension JSONValue {
  /// The value's text over several lines, two spaces deeper in each container.
  public var indentedText: String {
    var output: [UInt8] = []
    appendIndented(to: &output, depth: 0)
    return String(decoding: output, as: UTF8.self)
  }

  /// Its depth is that of a parsed document, which is bounded, so it may recurse.
  private func appendIndented(to output: inout [UInt8], depth: Int) {
    switch kind {
    case .null, .boolean, .integer, .float, .string: output.append(contentsOf: scalarText)
    case .array:
      JSONValue.appendContainer("[]", elements, to: &output, depth: depth) { element, output in
        element.appendIndented(to: &output, depth: depth + 1)
      }
    case .object:
      JSONValue.appendContainer("{}", members, to: &output, depth: depth) { member, output in
        output.append(contentsOf: RawJSON { $0.string(member.key) }.bytes)
        output.append(contentsOf: ": ".utf8)
        member.value.appendIndented(to: &output, depth: depth + 1)
      }
    }
  }

  /// Strings are written anew, so that they are escaped no more than they have to be.
  private var scalarText: [UInt8] { text.map { text in RawJSON { $0.string(text) }.bytes } ?? raw.bytes }

  private static func appendContainer<Item>(
    _ brackets: StaticString, _ items: some Sequence<Item>, to output: inout [UInt8], depth: Int,
    _ append: (Item, inout [UInt8]) -> Void
  ) {
    output.append(brackets.utf8Start[0])
    var isEmpty = true
    for item in items {
      if !isEmpty { output.append(UInt8(ascii: ",")) }
      isEmpty = false
      appendLine(to: &output, depth: depth + 1)
      append(item, &output)
    }
    if !isEmpty { appendLine(to: &output, depth: depth) }
    output.append(brackets.utf8Start[1])
  }

  private static func appendLine(to output: inout [UInt8], depth: Int) {
    output.append(UInt8(ascii: "\n"))
    output.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
  }
}
