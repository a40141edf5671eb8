/// Sorting by values that may have no order: the sort is stable, and an error ends it.
enum Ordering {
  static func sorted<Element>(
    _ elements: [Element], isDescending: Bool = false, _ budget: Budget,
    by key: (Element) throws(TemplateError) -> TemplateValue
  ) throws(TemplateError) -> [Element] {
    var keyed: [(key: TemplateValue, element: Element)] = []
    for element in elements { keyed.append((try key(element), element)) }
    return try merged(keyed, isDescending, budget).map(\.element)
  }

  private static func merged<Element>(
    _ keyed: [(key: TemplateValue, element: Element)], _ isDescending: Bool, _ budget: Budget
  ) throws(TemplateError) -> [(key: TemplateValue, element: Element)] {
    guard keyed.count > 1 else { return keyed }
    let middle = keyed.count / 2
    let left = try merged(Array(keyed[..<middle]), isDescending, budget)
    let right = try merged(Array(keyed[middle...]), isDescending, budget)
    var result: [(key: TemplateValue, element: Element)] = []
    var (one, two) = (0, 0)
    while one < left.count, two < right.count {
      let goesFirst =
        isDescending
        ? try left[one].key.precedes(right[two].key, "<", budget)
        : try right[two].key.precedes(left[one].key, "<", budget)
      result.append(goesFirst ? right[two] : left[one])
      if goesFirst { two += 1 } else { one += 1 }
    }
    return result + left[one...] + right[two...]
  }
}
