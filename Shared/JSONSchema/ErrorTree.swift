public import JSON

/// What is wrong with a value, in the value's shape: the answer of `POST /ui/schemas/validate` (contract §7.14).
public struct ErrorTree: Sendable, Hashable, JSONWritable {
  public private(set) var errors: [Entry] = []

  public indirect enum Entry: Sendable, Hashable {
    case message(String)
    case property(String, [Entry])
    case index(Int, [Entry])
  }

  /// Bytes of all messages.
  private static let maximumText = 8 << 20

  /// - Throws: `tooComplex` when the messages grow beyond all bounds.
  init(_ failures: [Failure]) throws(SchemaError) {
    var length = 0
    for failure in ErrorTree.preferred(failures) {
      if case .placeholder(let placeholder) = failure.instance, placeholder.message == nil { continue }
      let message = failure.message
      length += message.utf8.count
      guard length <= ErrorTree.maximumText else { throw .tooComplex }
      var path = failure.path
      // What is missing is told where it should be.
      if failure.keyword == .required {
        let name = message.prefix { $0 != " " }
        path.append(.key(String(name.drop { $0 == "'" }.trimmingEnd("'"))))
      }
      ErrorTree.insert(message, at: path[...], into: &errors)
    }
  }

  /// Of the failures in one place, only what hydration says, if it says something.
  private static func preferred(_ failures: [Failure]) -> [Failure] {
    var order: [[Failure.Step]] = []
    var groups: [[Failure.Step]: [Failure]] = [:]
    for failure in failures {
      let path = failure.reversedPath
      if groups[path] == nil { order.append(path) }
      groups[path, default: []].append(failure)
    }
    return order.flatMap { path -> [Failure] in
      let group = groups[path] ?? []
      let said = group.filter { $0.keyword == .placeholder }
      return said.isEmpty ? group : said
    }
  }

  private static func insert(_ message: String, at path: ArraySlice<Failure.Step>, into entries: inout [Entry]) {
    guard let step = path.first else { return entries.append(.message(message)) }
    let rest = path.dropFirst()
    if !rest.isEmpty {
      for index in entries.indices {
        switch (entries[index], step) {
        case (.property(let name, var inner), .key(let key)) where name == key:
          insert(message, at: rest, into: &inner)
          entries[index] = .property(name, inner)
          return
        case (.index(let number, var inner), .index(let other)) where number == other:
          insert(message, at: rest, into: &inner)
          entries[index] = .index(number, inner)
          return
        default: continue
        }
      }
    }
    var inner: [Entry] = []
    insert(message, at: rest, into: &inner)
    switch step {
    case .key(let key): entries.append(.property(key, inner))
    case .index(let index): entries.append(.index(index, inner))
    }
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("errors")
    writer.values(errors)
    writer.key("valid")
    writer.bool(errors.isEmpty)
    writer.endObject()
  }
}

extension ErrorTree.Entry: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    switch self {
    case .message(let text): writer.string(text)
    case .property(let name, let inner):
      write(inner, to: &writer) {
        $0.key("property"); $0.string(name)
      }
    case .index(let index, let inner):
      write(inner, to: &writer) {
        $0.key("index"); $0.integer(index)
      }
    }
  }

  private func write(_ inner: [ErrorTree.Entry], to writer: inout JSONWriter, _ place: (inout JSONWriter) -> Void) {
    writer.beginObject()
    place(&writer)
    writer.key("errors")
    writer.values(inner)
    writer.endObject()
  }
}

extension Substring {
  fileprivate func trimmingEnd(_ character: Character) -> Substring {
    var text = self
    while text.last == character { text.removeLast() }
    return text
  }
}
