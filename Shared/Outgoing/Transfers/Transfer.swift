internal import CCurl
internal import Glibc
internal import Values

/// One request in libcurl's hands. Used by the worker's thread only; its callbacks run on that thread, within
/// `curl_multi_perform`, while the worker holds the transfer.
final class Transfer {
  let handle: UnsafeMutableRawPointer
  private let plan: TransferPlan
  private var headerList: UnsafeMutablePointer<curl_slist>?
  private var headers: [OutgoingRequest.Header] = []
  private var headBytes = 0
  private var body: [UInt8] = []
  private var isTruncated = false
  private var isHeadTooLong = false
  /// The private address to which no connection was made.
  private var refused: String?

  init?(_ plan: TransferPlan, _ identity: TransferIdentity) {
    guard let handle = curl_easy_init() else { return nil }
    self.handle = handle
    self.plan = plan
    guard configure(identity) else { return nil }
  }

  deinit {
    curl_easy_cleanup(handle)
    curl_slist_free_all(headerList)
  }

  // MARK: Settings

  private func configure(_ identity: TransferIdentity) -> Bool {
    text(CURLOPT_URL, plan.url) && text(CURLOPT_PROTOCOLS_STR, "http,https")
      && text(CURLOPT_CUSTOMREQUEST, plan.method) && text(CURLOPT_USERAGENT, identity.userAgent)
      && number(CURLOPT_NOSIGNAL, 1) && number(CURLOPT_FOLLOWLOCATION, 0)
      // Without it, ending a transfer waits for the look-up of its name, and all others with it.
      && number(CURLOPT_QUICK_EXIT, 1)
      && number(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
      // A connection that was made without the check of addresses must never serve a request with it.
      && number(CURLOPT_FRESH_CONNECT, 1) && number(CURLOPT_FORBID_REUSE, 1)
      && number(CURLOPT_SSL_VERIFYPEER, plan.verifiesCertificate ? 1 : 0)
      && number(CURLOPT_SSL_VERIFYHOST, plan.verifiesCertificate ? 2 : 0)
      && (identity.authorities.map { text(CURLOPT_CAINFO, $0) } ?? true)
      && number(CURLOPT_CONNECTTIMEOUT_MS, Transfer.milliseconds(plan.limits.connecting))
      && number(CURLOPT_TIMEOUT_MS, Transfer.milliseconds(plan.limits.whole))
      && (plan.usesProxy || text(CURLOPT_PROXY, ""))
      && number(CURLOPT_NOBODY, plan.method == "HEAD" ? 1 : 0) && setHeaders() && setBody() && setCallbacks()
  }

  private func setHeaders() -> Bool {
    for line in plan.headers {
      guard let list = curl_slist_append(headerList, line) else { return false }
      headerList = list
    }
    return apus_curl_set_pointer(handle, CURLOPT_HTTPHEADER, headerList) == CURLE_OK
  }

  private func setBody() -> Bool {
    guard let body = plan.body else { return true }
    return apus_curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)) == CURLE_OK
      && body.withUnsafeBytes {
        // libcurl takes a copy; an empty body has no address of its own.
        apus_curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, $0.isEmpty ? nil : $0.baseAddress) == CURLE_OK
      }
      && (!body.isEmpty || text(CURLOPT_COPYPOSTFIELDS, ""))
  }

  private func setCallbacks() -> Bool {
    let context = Unmanaged.passUnretained(self).toOpaque()
    return apus_curl_set_pointer(handle, CURLOPT_WRITEDATA, context) == CURLE_OK
      && apus_curl_set_pointer(handle, CURLOPT_HEADERDATA, context) == CURLE_OK
      && apus_curl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context) == CURLE_OK
      && apus_curl_set_data_callback(
        handle, CURLOPT_WRITEFUNCTION, { Transfer.received($0, $1 * $2, $3) { $0.receiveBody($1) } }) == CURLE_OK
      && apus_curl_set_data_callback(
        handle, CURLOPT_HEADERFUNCTION, { Transfer.received($0, $1 * $2, $3) { $0.receiveHead($1) } }) == CURLE_OK
      && apus_curl_set_socket_callback(handle) { context, _, address in
        guard let context, let address else { return CURL_SOCKET_BAD }
        return Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue().openSocket(address)
      } == CURLE_OK
  }

  private func text(_ option: CURLoption, _ value: String) -> Bool {
    value.withCString { apus_curl_set_pointer(handle, option, $0) } == CURLE_OK
  }

  private func number(_ option: CURLoption, _ value: Int) -> Bool {
    apus_curl_set_long(handle, option, value) == CURLE_OK
  }

  /// At least one, as zero would mean no limit.
  private static func milliseconds(_ duration: Duration) -> Int {
    max(1, Int(duration / .milliseconds(1)))
  }

  // MARK: Callbacks

  private static func received(
    _ data: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
    _ receive: (Transfer, UnsafeRawBufferPointer) -> Int
  ) -> Int {
    guard let context else { return 0 }
    let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    return receive(transfer, UnsafeRawBufferPointer(start: data, count: count))
  }

  /// Fewer bytes than there are end the transfer.
  private func receiveBody(_ bytes: UnsafeRawBufferPointer) -> Int {
    let room = plan.limits.bodyBytes - body.count
    body += bytes.prefix(room)
    guard bytes.count > room else { return bytes.count }
    isTruncated = true
    return 0
  }

  private func receiveHead(_ bytes: UnsafeRawBufferPointer) -> Int {
    headBytes += bytes.count
    guard headBytes <= plan.limits.headBytes else {
      isHeadTooLong = true
      return 0
    }
    let line = String(decoding: bytes, as: UTF8.self)
    // The head of an interim response, or of a proxy's answer, is followed by the response's own.
    if line.hasPrefix("HTTP/") { headers = [] }
    if let colon = line.firstIndex(of: ":"), !line.hasPrefix("HTTP/") {
      headers.append(
        OutgoingRequest.Header(
          String(line[..<colon]), Transfer.trimmed(line[line.index(after: colon)...])))
    }
    return bytes.count
  }

  private static func trimmed(_ text: Substring) -> String {
    let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
    var rest = text.drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(rest)
  }

  /// The last moment before connecting: what is refused here was resolved, and nothing is resolved after it.
  private func openSocket(_ address: UnsafeMutablePointer<curl_sockaddr>) -> curl_socket_t {
    if !plan.allowsPrivateAddresses {
      let text = Transfer.text(of: address)
      // One private address refuses the name, whatever else it resolves to.
      guard refused == nil, let target = IPAddress(peer: text), !AddressRange.isPrivate(target) else {
        refused = refused ?? text
        return CURL_SOCKET_BAD
      }
    }
    return socket(
      address.pointee.family, address.pointee.socktype | Int32(SOCK_CLOEXEC.rawValue), address.pointee.protocol)
  }

  private static func text(of address: UnsafeMutablePointer<curl_sockaddr>) -> String {
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let code = withUnsafePointer(to: &address.pointee.addr) {
      getnameinfo($0, address.pointee.addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return code == 0 ? String(decoding: bytes, as: UTF8.self) : "(unknown)"
  }

  // MARK: Result

  func result(_ code: CURLcode) -> Result<OutgoingResponse, OutgoingFailure> {
    if isTruncated || code == CURLE_OK {
      var status = 0
      apus_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
      return .success(OutgoingResponse(status: status, headers: headers, body: body, isTruncated: isTruncated))
    }
    if isHeadTooLong { return .failure(.headTooLarge) }
    if let refused { return .failure(.privateAddress(refused)) }
    switch code {
    case CURLE_URL_MALFORMAT: return .failure(.invalidURL)
    case CURLE_UNSUPPORTED_PROTOCOL: return .failure(.unsupportedScheme)
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .failure(.unresolved)
    case CURLE_COULDNT_CONNECT: return .failure(.unreachable)
    case CURLE_OPERATION_TIMEDOUT: return .failure(.timedOut)
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
      return .failure(.untrustedCertificate)
    case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER: return .failure(.tlsFailed)
    default: return .failure(.interrupted)
    }
  }
}
