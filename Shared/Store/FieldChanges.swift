internal import JSON
internal import Models
internal import Values

/// Which fields of an object an update changed: the payload of the `updated` events (contract §6.3).
struct FieldChanges {
  private var names: [String] = []
  private var values: [(from: RawJSON, to: RawJSON)] = []

  var isEmpty: Bool { names.isEmpty }

  /// Notes a field if its values differ as JSON.
  mutating func compare(_ name: String, _ old: RawJSON?, _ new: RawJSON?) {
    let old = old ?? .null
    let new = new ?? .null
    guard !old.means(new) else { return }
    names.append(name)
    values.append((old, new))
  }

  mutating func compare(_ name: String, _ old: String?, _ new: String?) {
    guard old != new else { return }
    compare(name, RawJSON { $0.string(old) }, RawJSON { $0.string(new) })
  }

  mutating func compare(_ name: String, _ old: Int?, _ new: Int?) {
    guard old != new else { return }
    compare(name, RawJSON { $0.integer(old) }, RawJSON { $0.integer(new) })
  }

  mutating func compare(_ name: String, _ old: Bool, _ new: Bool) {
    guard old != new else { return }
    compare(name, RawJSON { $0.bool(old) }, RawJSON { $0.bool(new) })
  }

  mutating func compare(_ name: String, _ old: UUID?, _ new: UUID?) {
    guard old != new else { return }
    compare(name, RawJSON { $0.uuid(old) }, RawJSON { $0.uuid(new) })
  }

  /// `{"updated_fields": […], "updates": {field: {"from": …, "to": …}}}`
  var payload: RawJSON {
    RawJSON { writer in
      writer.beginObject()
      writer.key("updated_fields")
      writer.strings(names)
      writer.key("updates")
      writer.beginObject()
      for (name, value) in zip(names, values) {
        writer.key(name)
        writer.beginObject()
        writer.key("from")
        writer.raw(value.from)
        writer.key("to")
        writer.raw(value.to)
        writer.endObject()
      }
      writer.endObject()
      writer.endObject()
    }
  }
}

extension RawJSON {
  /// Whether both say the same: spelling, white space and the order of keys do not matter.
  func means(_ other: RawJSON) -> Bool {
    if bytes == other.bytes { return true }
    guard let left = document()?.root, let right = other.document()?.root else { return false }
    return left.means(right)
  }
}

extension JSONValue {
  fileprivate func means(_ other: JSONValue) -> Bool {
    switch (kind, other.kind) {
    case (.null, .null): true
    case (.boolean, .boolean): bool == other.bool
    case (.integer, .integer), (.integer, .float), (.float, .integer), (.float, .float): double == other.double
    case (.string, .string): text == other.text
    case (.array, .array):
      elements.elementsCount == other.elements.elementsCount
        && zip(elements, other.elements).allSatisfy { $0.means($1) }
    case (.object, .object):
      memberCount == other.memberCount
        && members.allSatisfy { key, value in other[key].map { value.means($0) } ?? false }
    default: false
    }
  }
}

extension Sequence {
  fileprivate var elementsCount: Int { reduce(0) { count, _ in count + 1 } }
}
