internal import Crypto
internal import HTTP

/// A document as it goes out, plain and compressed, with a tag by which a client knows it again.
struct DescriptionContent: Sendable {
  let mediaType: String
  let plain: [UInt8]
  /// Nil where zlib had no memory.
  let compressed: [UInt8]?
  let tag: String

  init(_ plain: [UInt8], mediaType: String) {
    self.mediaType = mediaType
    self.plain = plain
    do throws(GzipEncoder.Failure) {
      compressed = try GzipEncoder.encode(plain, level: 9)
    } catch {
      compressed = nil
    }
    tag = String(SHA256.hex(plain).prefix(32))
  }

  func response(to request: Request) -> Response {
    var headers = Headers([("etag", "W/\"\(tag)\""), ("cache-control", "no-cache")])
    if UIFreshness.isFresh(request.headers, tag: tag, lastModified: "") {
      return Response(status: .notModified, headers: headers)
    }
    headers.add("content-type", mediaType)
    let isHead = request.method == .head
    guard !isHead, let compressed, request.takesGzip else {
      guard isHead else { return Response(status: .ok, headers: headers, body: .bytes(plain)) }
      headers.add("content-length", String(plain.count))
      return Response(status: .ok, headers: headers)
    }
    headers.add("vary", "Accept-Encoding")
    headers.add("content-encoding", "gzip")
    return Response(status: .ok, headers: headers, body: .bytes(compressed))
  }
}
