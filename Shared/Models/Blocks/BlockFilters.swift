/// Which block types; nil criteria restrict nothing.
public struct BlockTypeFilter: Sendable, Hashable, ObjectReadable {
  public var name: TextFilter?
  public var slug: TextFilter?

  public init(name: TextFilter? = nil, slug: TextFilter? = nil) {
    self.name = name
    self.slug = slug
  }

  public init(reader: inout ObjectReader) {
    name = reader.optional("name", .texts(.like))
    slug = reader.optional("slug", .texts(.any))
  }
}

/// Which block schemas; nil criteria restrict nothing.
public struct BlockSchemaFilter: Sendable, Hashable, ObjectReadable {
  public var `operator` = FilterOperator.and
  public var blockTypeID: IdentifierFilter?
  /// Schemas that have all of these; an empty list restricts nothing.
  public var capabilities: TagsFilter?
  public var id: IdentifierFilter?
  public var version: TextFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }

  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    blockTypeID = reader.optional("block_type_id", .identifiers(.any))
    capabilities = reader.optional("block_capabilities", .capabilities)
    id = reader.optional("id", .identifiers(.any))
    version = reader.optional("version", .texts(.any))
  }
}

extension Reading where Value == TagsFilter {
  fileprivate static let capabilities = Reading.model { reader in
    TagsFilter(all: reader.optional("all_", .list(.string)))
  }
}

/// Which block documents; nil criteria restrict nothing.
public struct BlockDocumentFilter: Sendable, Hashable, ObjectReadable {
  public var `operator` = FilterOperator.and
  public var id: IdentifierFilter?
  /// Without this criterion, anonymous documents are left out.
  public var isAnonymous: FlagFilter? = FlagFilter(value: false)
  public var blockTypeID: IdentifierFilter?
  public var name: TextFilter?

  public init(operator: FilterOperator = .and) {
    self.operator = `operator`
  }

  public init(reader: inout ObjectReader) {
    `operator` = reader.filterOperator()
    id = reader.optional("id", .identifiers(.any))
    switch reader.field("is_anonymous", .equals) {
    case .absent: break
    case .null: isAnonymous = nil
    case .value(let filter): isAnonymous = filter
    }
    blockTypeID = reader.optional("block_type_id", .identifiers(.any))
    name = reader.optional("name", .texts([.any, .like]))
  }
}
