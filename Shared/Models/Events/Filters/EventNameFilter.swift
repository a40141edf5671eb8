/// Criteria on an event's name; nil and empty lists restrict nothing.
public struct EventNameFilter: Sendable, Hashable, ObjectReadable {
  public var prefixes: [String]?
  public var excludedPrefixes: [String]?
  public var names: [String]?
  public var excludedNames: [String]?

  public init(reader: inout ObjectReader) {
    prefixes = reader.optional("prefix", .list(.string))
    excludedPrefixes = reader.optional("exclude_prefix", .list(.string))
    names = reader.optional("name", .list(.string))
    excludedNames = reader.optional("exclude_name", .list(.string))
  }

  func includes(_ name: String) -> Bool {
    if let prefixes, !prefixes.isEmpty, !prefixes.contains(where: name.hasPrefix) { return false }
    if let excludedPrefixes, excludedPrefixes.contains(where: name.hasPrefix) { return false }
    if let names, !names.isEmpty, !names.contains(name) { return false }
    if let excludedNames, excludedNames.contains(name) { return false }
    return true
  }
}
