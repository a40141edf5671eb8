internal import JSON

extension Reading where Value == RawJSON {
  /// The filter of a queue of old: runs with all these tags, of one of these deployments. What else is sent is left out.
  static let queueFilter = Reading.model(unknownKeys: .ignored) { reader in
    let tags = reader.optional("tags", .list(.string))
    let deployments = reader.optional("deployment_ids", .uuids())
    return RawJSON { writer in
      writer.beginObject()
      writer.key("tags")
      if let tags { writer.strings(tags) } else { writer.null() }
      writer.key("deployment_ids")
      if let deployments { writer.uuids(deployments) } else { writer.null() }
      writer.endObject()
    }
  }
}
