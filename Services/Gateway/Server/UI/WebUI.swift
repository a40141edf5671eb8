internal import Configuration
internal import HTTP
internal import Hosting
internal import Observability

/// Serves the two web interfaces at the paths that no route knows, outside the API (contract §8). One for all loops.
struct WebUI: Sendable {
  private let bundles: [UIVersion: UIBundle]
  private let paths: UIBasePaths
  private let description: UIDescription
  private let contents: UIContents
  /// Nil where the interfaces may report their use.
  private let policy: UIContentPolicy?

  init(bundles: [UIBundle], description: UIDescription, contents: UIContents, policy: UIContentPolicy?) {
    self.bundles = Dictionary(uniqueKeysWithValues: bundles.map { ($0.version, $0) })
    self.paths = description.paths
    self.description = description
    self.contents = contents
    self.policy = policy
  }

  /// Lists the files of the configured folder. Says once in the log what is served, or why nothing is.
  init(_ settings: Settings, logger: Logger) {
    let paths = UIBasePaths(settings.ui.serveBase)
    let bundles = settings.ui.enabled ? WebUI.bundles(settings.ui.directory, paths, logger) : []
    let available = UIVersion.allCases.filter { version in bundles.contains { $0.version == version } }
    let preferred: UIVersion = settings.ui.v2Enabled ? .v2 : .v1
    let address = settings.address(of: .gateway)
    self.init(
      bundles: bundles,
      description: UIDescription(
        apiURL: settings.ui.apiURL, apiBasePath: settings.server.basePath, address: "\(address.host):\(address.port)",
        csrfEnabled: settings.server.csrfProtectionEnabled, authenticated: settings.server.authString != nil,
        defaultVersion: available.contains(preferred) ? preferred : available.first ?? preferred,
        available: available, paths: paths),
      contents: UIContents(logger: logger),
      policy: settings.ui.analyticsEnabled
        ? nil : UIContentPolicy(showsPromotion: settings.ui.showPromotionalContent))
  }

  private static func bundles(_ directory: String?, _ paths: UIBasePaths, _ logger: Logger) -> [UIBundle] {
    guard let directory else {
      logger.info("the UI is not served, as APUS_UI_DIRECTORY is not set")
      return []
    }
    return UIVersion.allCases.compactMap { version in
      var reason = ""
      for name in version.folderNames {
        do throws(UIFolderError) {
          let bundle = try UIBundle(
            version, folder: UIFolder(path: "\(directory)/\(name)"), prefix: UIBasePaths.prefix(paths[version]))
          logger.info(
            "serving the UI",
            [
              "version": .text(version.rawValue), "base": .text(paths[version]), "files": .integer(Int64(bundle.count)),
            ])
          return bundle
        } catch {
          if reason.isEmpty { reason = error.description }
        }
      }
      logger.warning("the UI is not served", ["version": .text(version.rawValue), "reason": .text(reason)])
      return nil
    }
  }

  /// The answer to a request for a path outside the API that no route knows; nil when it is not the interfaces' either.
  ///
  /// - Parameter path: The request's path, percent-decoded.
  func response(to request: Request, path: String) async -> Response? {
    if let location = preferredLocation(request, path) {
      return Response(status: .temporaryRedirect, headers: Headers([("location", location)]))
    }
    if let answer = settingsResponse(request, path) { return answer }
    for version in [UIVersion.v2, .v1] {
      guard let bundle = bundles[version], let rest = paths.relative(path, to: version) else { continue }
      return await response(of: bundle, to: request, rest: rest)
    }
    return nil
  }

  /// Where a browser goes that opens the one interface and prefers the other, or opens one that is not there.
  private func preferredLocation(_ request: Request, _ path: String) -> String? {
    guard !description.available.isEmpty, !path.hasSuffix("/ui-settings"), UINavigation.opensPage(request) else {
      return nil
    }
    let asked: UIVersion
    let rest: Substring
    if let second = paths.relative(path, to: .v2) {
      guard bundles[.v2] == nil else { return nil }
      (asked, rest) = (.v2, second)
    } else if let first = paths.relative(path, to: .v1), first.isEmpty || first == "/" {
      (asked, rest) = (.v1, first)
    } else {
      return nil
    }
    let preferred =
      UINavigation.cookie(request.headers, among: description.available) ?? description.defaultVersion
    guard preferred != asked else { return nil }
    // What was sent is passed on as it was; a base that came percent-encoded is not told apart from the rest.
    let sent = paths.relative(request.path, to: asked) ?? (rest.isEmpty ? rest : "/")
    let base = UIBasePaths.prefix(paths.publicBase(of: preferred, to: request))
    return UINavigation.location(sent, under: base, query: request.query)
  }

  private func settingsResponse(_ request: Request, _ path: String) -> Response? {
    guard path.hasPrefix(paths.settings) else { return nil }
    let rest = path.dropFirst(paths.settings.count)
    if rest.isEmpty {
      if request.method == .get { return description.response(to: request) }
      var refusal = Response.detail("Method Not Allowed", .methodNotAllowed)
      refusal.headers.add("allow", Method.get.name)
      return refusal
    }
    return rest.allSatisfy { $0 == "/" } ? WebUI.redirect(request, to: paths.settings) : nil
  }

  private func response(of bundle: UIBundle, to request: Request, rest: Substring) async -> Response {
    let resource = UIBasePaths.fileName(rest).flatMap { bundle.resource($0) }
    guard request.method == .get || request.method == .head else {
      return resource == nil
        ? .detail("Not Found", .notFound) : .detail("Method Not Allowed", .methodNotAllowed)
    }
    if let resource {
      if resource.isIndex, !rest.hasSuffix("/") { return WebUI.redirect(request, to: request.path + "/") }
      return await page(resource.file, in: bundle, to: request)
    }
    guard UINavigation.wantsPage(request.headers) else { return .detail("Not Found", .notFound) }
    return await page(bundle.page, in: bundle, to: request)
  }

  /// A file, with the policy if it is a page. A 304 has it too: it renews the fields that a browser has kept.
  private func page(_ file: UIFile, in bundle: UIBundle, to request: Request) async -> Response {
    var answer = await response(of: file, in: bundle, to: request)
    if let policy, file.isPage, answer.status == .ok || answer.status == .notModified {
      answer.headers.add(UIContentPolicy.field, policy.text(bundle.version, api: description.apiAddress(for: request)))
    }
    return answer
  }

  private func response(of listed: UIFile, in bundle: UIBundle, to request: Request) async -> Response {
    let file = listed.served(at: UIBasePaths.prefix(paths.publicBase(of: bundle.version, to: request)))
    if UIFreshness.isFresh(request.headers, tag: file.tag, lastModified: file.lastModified) {
      var headers = Headers([("etag", "\"\(file.tag)\"")])
      if let value = file.cacheControl { headers.add("cache-control", value) }
      return Response(status: .notModified, headers: headers)
    }
    let isHead = request.method == .head
    let isCompressible = file.mediaType.isCompressible
    let takesGzip = isCompressible && request.takesGzip
    // To know a length takes the same work as to know the bytes, and the compressed ones are kept.
    guard let content = await contents.content(of: file, compressed: takesGzip || isHead && isCompressible) else {
      return .detail("Not Found", .notFound)
    }
    var headers = Headers([
      ("content-type", file.mediaType.text), ("last-modified", file.lastModified),
      // Weak where the bytes are not the file's own.
      ("etag", content.isCompressed && !isHead ? "W/\"\(file.tag)\"" : "\"\(file.tag)\""),
    ])
    if let value = file.cacheControl { headers.add("cache-control", value) }
    if isHead {
      headers.add("content-length", String(content.plainCount))
      return Response(status: .ok, headers: headers)
    }
    headers.add("content-length", String(content.bytes.count))
    // A cache in front must not give one client what another one's proxy asked for.
    if isCompressible {
      headers.add("vary", request.prefix.isEmpty ? "Accept-Encoding" : "Accept-Encoding, X-Forwarded-Prefix")
    }
    if content.isCompressed { headers.add("content-encoding", "gzip") }
    return Response(status: .ok, headers: headers, body: content.body)
  }

  /// To an address on the host that was asked.
  private static func redirect(_ request: Request, to path: String) -> Response {
    let query = request.query.map { "?\($0)" } ?? ""
    let location = request.publicURL(path) + query
    return Response(status: .temporaryRedirect, headers: Headers([("location", location)]))
  }
}
