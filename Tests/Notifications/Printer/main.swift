// Makes the requests of notifications and webhooks, one case for each line of JSON that comes in, and answers each with a line
// of JSON:
//
//   {"slug": "slack-webhook", "data": {…}, "subject": "…", "body": "…"}
//   {"slug": "webhook", "data": {…}, "body": "…"}
//
// {"requests": [{"method", "url", "headers", "body", "private", "verify"}]} is what is sent, {"problem": …} why nothing is. With
// "status" and "answer", {"log": …} is what is logged when every request is answered so. With "sink", the requests are sent
// there, and {"statuses": […]} is what came back. The program's argument is a file with the authorities to trust.

import JSON
import Outgoing
import Values

struct Case {
  let line: JSONValue

  var deliveries: [Delivery] {
    get throws(BlockProblem) {
      let data = BlockData(line["data" as StaticString] ?? line)
      return try NotificationBlock(slug: text("slug") ?? "", data).deliveries(
        of: Notification(subject: text("subject"), body: text("body") ?? ""), at: Timestamp(microseconds: 0))
    }
  }

  var requests: [OutgoingRequest] {
    get throws(BlockProblem) {
      guard text("slug") == WebhookBlock.slug else { return try deliveries.map(\.request) }
      let data = BlockData(line["data" as StaticString] ?? line)
      return [try WebhookBlock(data).request(payload: text("body") ?? "")]
    }
  }

  func text(_ name: String) -> String? { line[name]?.text }
}

func write(_ request: OutgoingRequest, to writer: inout JSONWriter) {
  writer.beginObject()
  writer.key("method")
  writer.string(request.method)
  writer.key("url")
  writer.string(request.url)
  writer.key("headers")
  writer.beginObject()
  for header in request.headers {
    writer.key(header.name)
    writer.string(header.value)
  }
  writer.endObject()
  writer.key("body")
  writer.string(String(decoding: request.body ?? [], as: UTF8.self))
  writer.key("private")
  writer.bool(request.allowsPrivateAddresses)
  writer.key("verify")
  writer.bool(request.verifiesCertificate)
  writer.endObject()
}

/// The same request to the sink, which is told the original's address.
func redirected(_ request: OutgoingRequest, to sink: String) -> OutgoingRequest {
  var result = request
  let rest = request.url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
  result.url = sink + "/" + (rest.count == 4 ? String(rest[3]) : "")
  result.headers.append(OutgoingRequest.Header("X-Original-Url", request.url))
  return result
}

let client = OutgoingClient(authorities: CommandLine.arguments.dropFirst().first)

func answer(_ item: Case, into writer: inout JSONWriter) async {
  writer.beginObject()
  defer { writer.endObject() }
  do throws(BlockProblem) {
    let requests = try item.requests
    writer.key("requests")
    writer.beginArray()
    for request in requests { write(request, to: &writer) }
    writer.endArray()
    if let status = item.line["status" as StaticString]?.integer {
      let response = OutgoingResponse(status: Int(status), body: Array((item.text("answer") ?? "").utf8))
      writer.key("log")
      writer.string(try item.deliveries.compactMap { $0.complaint(about: response) }.joined(separator: "\n"))
    }
    if let sink = item.text("sink") {
      writer.key("statuses")
      writer.beginArray()
      for request in requests {
        do throws(OutgoingFailure) {
          writer.integer(try await client.send(redirected(request, to: sink)).status)
        } catch {
          writer.string("\(error)")
        }
      }
      writer.endArray()
    }
  } catch {
    writer.key("problem")
    writer.string("\(error)")
    writer.key("kind")
    switch error {
    case .invalid: writer.string("invalid")
    case .needsPython: writer.string("needs python")
    case .undeliverable: writer.string("undeliverable")
    }
  }
}

while let line = readLine() {
  guard let document = RawJSON(validated: Array(line.utf8)).document() else { break }
  var writer = JSONWriter()
  await answer(Case(line: document.root), into: &writer)
  print(String(decoding: writer.bytes, as: UTF8.self))
}
