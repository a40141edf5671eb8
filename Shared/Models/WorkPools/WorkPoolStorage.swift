public import JSON
public import Values

/// Where a work pool keeps bundles and results.
public struct WorkPoolStorage: Sendable, Hashable {
  /// The step that uploads bundles: an object.
  public var bundleUploadStep: RawJSON?
  /// The step that runs them: an object.
  public var bundleExecutionStep: RawJSON?
  public var defaultResultStorageBlockID: UUID?
  /// Whether the block is written at all; clients of the versions up to 3.3.7 can't read it (contract §7.1).
  public var showsResultStorage = true

  public init(
    bundleUploadStep: RawJSON? = nil, bundleExecutionStep: RawJSON? = nil, defaultResultStorageBlockID: UUID? = nil
  ) {
    self.bundleUploadStep = bundleUploadStep
    self.bundleExecutionStep = bundleExecutionStep
    self.defaultResultStorageBlockID = defaultResultStorageBlockID
  }
}

extension WorkPoolStorage: ObjectReadable {
  public init(reader: inout ObjectReader) {
    bundleUploadStep = reader.optional("bundle_upload_step", .object)
    bundleExecutionStep = reader.optional("bundle_execution_step", .object)
    defaultResultStorageBlockID = reader.optional("default_result_storage_block_id", .uuid)
  }
}

extension WorkPoolStorage: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("bundle_upload_step")
    writer.raw(bundleUploadStep)
    writer.key("bundle_execution_step")
    writer.raw(bundleExecutionStep)
    if showsResultStorage {
      writer.key("default_result_storage_block_id")
      writer.uuid(defaultResultStorageBlockID)
    }
    writer.endObject()
  }
}
