internal import HTTP
internal import Observability
internal import Synchronization

/// The contents of the interfaces' files: read when first asked for, compressed, and kept within a bound. Shared by all
/// event loops, and never makes them wait for the disk or for zlib.
final class UIContents: Sendable {
  private struct Kept {
    var content: UIContent
    var lastUse: UInt64
  }

  private struct Shared {
    weak var content: UIContent?
  }

  private struct State {
    var kept: [String: Kept] = [:]
    var bytes = 0
    var uses: UInt64 = 0
    /// Uncompressed forms, only as long as someone is being sent them.
    var plain: [String: Shared] = [:]
  }

  /// Reads one file at a time. It runs on the pool, as its caller asks for that.
  private actor Reader {
    func read(_ file: UIFile, compressed: Bool, for contents: UIContents) -> UIContent? {
      if let content = contents.known(file, compressed: compressed) { return content }
      guard var bytes = UIFolder.read(file) else { return nil }
      if file.mediaType.hasPlaceholder { bytes = UIPlaceholder.replaced(in: bytes, by: file.prefix) }
      let content = UIContent.make(bytes, compressed: compressed)
      contents.keep(content, of: file, compressed: compressed)
      return content
    }
  }

  private let maximumBytes: Int
  private let logger: Logger
  private let reader = Reader()
  private let state = Mutex(State())

  /// - Parameter maximumBytes: How much is kept; what was used longest ago goes first.
  init(maximumBytes: Int = 8 << 20, logger: Logger) {
    self.maximumBytes = maximumBytes
    self.logger = logger
  }

  /// A file's content, compressed when that is asked for and worth it; nil when the file has changed since the start.
  func content(of file: UIFile, compressed: Bool) async -> UIContent? {
    if let content = known(file, compressed: compressed) { return content }
    let content = await withTaskExecutorPreference(globalConcurrentExecutor) {
      await reader.read(file, compressed: compressed, for: self)
    }
    if content == nil { logger.warning("a file of the UI can't be read", ["path": .text(file.place)]) }
    return content
  }

  /// Bytes that are kept.
  var keptBytes: Int { state.withLock { $0.bytes } }

  private func known(_ file: UIFile, compressed: Bool) -> UIContent? {
    state.withLock { state in
      if !compressed, let plain = state.plain[file.key]?.content { return plain }
      guard let kept = state.kept[file.key]?.content, compressed || !kept.isCompressed else { return nil }
      state.uses += 1
      state.kept[file.key]?.lastUse = state.uses
      return kept
    }
  }

  private func keep(_ content: UIContent, of file: UIFile, compressed: Bool) {
    state.withLock { state in
      guard compressed else {
        state.plain[file.key] = Shared(content: content)
        return
      }
      guard content.bytes.count <= maximumBytes else { return }
      state.uses += 1
      state.bytes += content.bytes.count - (state.kept[file.key]?.content.bytes.count ?? 0)
      state.kept[file.key] = Kept(content: content, lastUse: state.uses)
      while state.bytes > maximumBytes, let oldest = state.kept.min(by: { $0.value.lastUse < $1.value.lastUse }) {
        state.bytes -= oldest.value.content.bytes.count
        state.kept[oldest.key] = nil
      }
    }
  }
}

extension UIContent {
  /// - Parameter compressed: Whether the client takes gzip. What gets hardly smaller by it, as pictures, stays as it is.
  static func make(_ bytes: [UInt8], compressed: Bool) -> UIContent {
    if compressed {
      do throws(GzipEncoder.Failure) {
        let smaller = try GzipEncoder.encode(bytes)
        if smaller.count < bytes.count - bytes.count / 10 {
          return UIContent(bytes: smaller, isCompressed: true, plainCount: bytes.count)
        }
      } catch {
        // zlib without memory: the file goes out as it is.
      }
    }
    return UIContent(bytes: bytes, isCompressed: false, plainCount: bytes.count)
  }
}
