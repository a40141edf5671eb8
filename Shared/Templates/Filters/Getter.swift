/// Takes what a filter goes by out of an element: the element itself, or an attribute with dots (`address.city`).
struct Getter {
  private let paths: [[TemplateValue]]
  private let isTuple: Bool
  private let isFolding: Bool
  private let fallback: TemplateValue?

  /// - Parameter isFolding: Whether letters count as small ones.
  init(_ attribute: TemplateValue?, isFolding: Bool, fallback: TemplateValue? = nil) {
    paths = attribute.map { [Getter.path($0)] } ?? []
    isTuple = false
    self.isFolding = isFolding
    self.fallback = fallback
  }

  /// Several attributes with commas between them.
  init(several attribute: TemplateValue?, isFolding: Bool) {
    let parts = attribute?.string?.split(separator: ",", omittingEmptySubsequences: false).map {
      TemplateValue.text(String($0))
    }
    paths = (parts ?? attribute.map { [$0] } ?? []).map(Getter.path)
    isTuple = true
    self.isFolding = isFolding
    fallback = nil
  }

  private static func path(_ attribute: TemplateValue) -> [TemplateValue] {
    guard let text = attribute.string else { return [attribute] }
    return text.split(separator: ".", omittingEmptySubsequences: false).map { part in
      Int64(part).map { .integer($0) } ?? .text(String(part))
    }
  }

  func callAsFunction(_ element: TemplateValue, _ budget: Budget) throws(TemplateError) -> TemplateValue {
    guard !paths.isEmpty else { return folded(element) }
    var found: [TemplateValue] = []
    for path in paths {
      var value = element
      for step in path {
        value = try value.item(step, budget)
        if value.isUndefined, let fallback { value = fallback }
      }
      found.append(folded(value))
    }
    return isTuple ? .tuple(found) : found[0]
  }

  private func folded(_ value: TemplateValue) -> TemplateValue {
    guard isFolding, let text = value.string else { return value }
    return value.same(text.lowercased())
  }
}
