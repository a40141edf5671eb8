internal import APIDescription
internal import JSON
internal import Synchronization

/// The description of the API and the page that shows it, each made when it is first asked for and kept. Shared by all event
/// loops, and never makes them wait.
final class DescriptionContents: Sendable {
  enum Document: Hashable, Sendable {
    /// With the path at which clients see the API.
    case description(basePath: String)
    case page
  }

  /// Makes one document at a time. It runs on the pool, as its caller asks for that.
  private actor Maker {
    func make(_ document: Document, for contents: DescriptionContents) -> DescriptionContent {
      if let content = contents.known(document) { return content }
      let content =
        switch document {
        case .description(let basePath):
          DescriptionContent(contents.description(basePath), mediaType: "application/json")
        case .page: DescriptionContent(PackageResources.Page_html, mediaType: "text/html; charset=utf-8")
        }
      contents.made.withLock { made in
        if made.count >= DescriptionContents.maximumKept { made.removeAll() }
        made[document] = content
      }
      return content
    }
  }

  /// Proxies name the paths at which clients see the API; what is kept of them has a bound.
  private static let maximumKept = 8

  private let features: APIDescription.Features
  private let maker = Maker()
  private let made = Mutex<[Document: DescriptionContent]>([:])

  init(_ features: APIDescription.Features) {
    self.features = features
  }

  func content(of document: Document) async -> DescriptionContent {
    if let content = known(document) { return content }
    return await withTaskExecutorPreference(globalConcurrentExecutor) { await maker.make(document, for: self) }
  }

  private func description(_ basePath: String) -> [UInt8] {
    var features = features
    features.basePath = basePath
    return APIDescription(features).document.bytes
  }

  private func known(_ document: Document) -> DescriptionContent? {
    made.withLock { $0[document] }
  }
}
