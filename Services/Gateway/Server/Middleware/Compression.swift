internal import HTTP

/// Compresses answers of some size for clients that take gzip (contract §1.2).
struct Compression: Responder {
  private let next: any Responder
  private let minimumBytes: Int

  private let basePath: String

  /// Lists repeat their keys in every row: this level makes a fifteenth of one of flow runs, and zlib's own default, 6, an
  /// eighteenth in more than twice the time.
  private static let level = 3

  init(_ next: any Responder, minimumBytes: Int, basePath: String) {
    self.next = next
    self.minimumBytes = minimumBytes
    self.basePath = basePath
  }

  func respond(to request: Request) async -> Response {
    var response = await next.respond(to: request)
    guard case .bytes(let bytes) = response.body, !response.headers.contains("content-encoding") else {
      return response
    }
    // Beside the API everything is said to vary, whatever its size.
    let isLong = bytes.count >= minimumBytes || !bytes.isEmpty && request.refusesPlain
    guard isLong || !request.isWithin(basePath) else { return response }
    response.headers.add("vary", "Accept-Encoding")
    guard isLong, request.takesGzip else { return response }
    do throws(GzipEncoder.Failure) {
      response.body = .bytes(try GzipEncoder.encode(bytes, level: Compression.level))
      response.headers.add("content-encoding", "gzip")
    } catch {
      // zlib without memory: the answer goes out as it is.
    }
    return response
  }
}
