internal import HTTP
internal import Models
internal import Store
internal import Values

/// All that a flow run has logged, as a CSV file (contract §7, RFC 4180) that is written page by page.
struct LogDownload: Sendable {
  let flowRunID: UUID
  let flowRunName: String
  let logs: LogRepository
  private static let pageSize = 1000

  var response: Response {
    Response(
      status: .ok,
      headers: Headers([
        ("content-type", "text/csv; charset=utf-8"),
        (
          "content-disposition",
          "attachment; filename=\"flow-run-logs.csv\"; filename*=UTF-8''\(LogDownload.encoded(flowRunName))-logs.csv"
        ),
      ]),
      body: .stream(write))
  }

  private func write(to writer: any BodyWriter) async throws {
    try await writer.write(Array("timestamp,level,flow_run_id,task_run_id,message\r\n".utf8))
    var last: Log?
    while true {
      let page = try await logs.page(ofFlowRun: flowRunID, after: last, limit: LogDownload.pageSize)
      if !page.isEmpty { try await writer.write(Array(page.map(LogDownload.row).joined().utf8)) }
      guard page.count == LogDownload.pageSize else { return }
      last = page.last
    }
  }

  static func row(_ log: Log) -> String {
    let moment = log.timestamp.textWithOffset.replacing("T", with: " ")
    let fields = [
      moment, "\(log.level)", log.flowRunID.map { "\($0)" } ?? "", log.taskRunID.map { "\($0)" } ?? "", log.message,
    ]
    return fields.map(field).joined(separator: ",") + "\r\n"
  }

  private static func field(_ text: String) -> String {
    let isPlain = !text.utf8.contains { byte in
      byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\r")
        || byte == UInt8(ascii: "\n")
    }
    return isPlain ? text : "\"" + text.replacing("\"", with: "\"\"") + "\""
  }

  /// A text for an extended parameter of a field (RFC 8187 §3.2).
  static func encoded(_ text: String) -> String { PercentEncoding.encode(text.utf8) }
}
