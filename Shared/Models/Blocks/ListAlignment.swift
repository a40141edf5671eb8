internal import JSON

/// Matches the elements of a list that a client sends back to the stored elements.
///
/// An unchanged element matches the same stored element at any index. A changed element matches the stored one at its
/// index, if the list has kept its length. Elements that differ only in their secrets are matched in order, if as many of
/// them are sent as are stored.
struct ListAlignment {
  private let masked: [BlockValue]?
  private let full: [BlockValue]
  /// Indices of stored elements by those of sent ones.
  private var sources: [Int?]

  /// - Parameter masked: What the answer showed; nil if it hid the list as a whole.
  init(sent: [BlockValue], masked: [BlockValue]?, full: [BlockValue]?) {
    let full = full ?? []
    self.full = full
    self.masked = masked.flatMap { $0.count == full.count ? $0 : nil }
    sources = Array(repeating: nil, count: sent.count)
    let isAsLong = sent.count == full.count
    guard let masked = self.masked else {
      if isAsLong { sources = Array(full.indices) }
      return
    }
    let sentForms = sent.map(ListAlignment.form)
    let storedForms = masked.map(ListAlignment.form)
    let sentPlaces = Dictionary(grouping: sentForms.indices) { sentForms[$0] }
    let storedPlaces = Dictionary(grouping: storedForms.indices) { storedForms[$0] }
    for (form, places) in sentPlaces {
      if let stored = storedPlaces[form] {
        if stored.count == places.count {
          for (place, source) in zip(places, stored) { sources[place] = source }
        } else if let first = stored.first, stored.allSatisfy({ full[$0] == full[first] }) {
          for place in places { sources[place] = first }
        }
      } else if isAsLong {
        for place in places where sentPlaces[storedForms[place]] == nil { sources[place] = place }
      }
    }
  }

  /// The stored element that a sent one stands for, as it was shown and in full; nil if that can't be told.
  func source(of index: Int) -> (masked: BlockValue?, full: BlockValue)? {
    sources[index].map { (masked?[$0], full[$0]) }
  }

  /// The value in a form that is the same however a client spells it.
  static func form(_ value: BlockValue) -> BlockValue {
    switch value {
    case .integer(let digits): Double(digits).map(BlockValue.float) ?? value
    case .array(let elements): .array(elements.map(form))
    case .object(let object):
      .object(
        object.keys.sorted().reduce(into: BlockObject()) { result, key in result[key] = object[key].map(form) })
    default: value
    }
  }
}
