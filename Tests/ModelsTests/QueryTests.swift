import JSON
import Models
import Testing
import Values

@Suite struct QueryTests {
  private func answer<R>(_ pairs: [(name: String, value: String)], _ read: (inout ObjectReader) -> R) -> String? {
    do throws(DomainError) {
      _ = try Query.read(pairs, read)
      return nil
    } catch {
      guard case .validation(let problems) = error else { return nil }
      return RawJSON { problems.write(to: &$0) }.description
    }
  }

  @Test("Parameters of a query are read from their texts, the last of repeated ones")
  func readsQueries() throws {
    let (id, limit) = try Query.read([
      ("limit", "1"), ("id", "0123456789abcdef0123456789abcdef"), ("limit", "3"), ("zip", "x"),
    ]) { ($0.required("id", .uuid), $0.optional("limit", .integer)) }
    #expect(id == UUID(high: 0x0123_4567_89AB_CDEF, low: 0x0123_4567_89AB_CDEF))
    #expect(limit == 3)
  }

  @Test("A missing or malformed parameter of a query is answered as the reference answers it")
  func answersAlike() {
    #expect(
      answer([]) { $0.required("flow_run_id", .uuid) }
        == #"{"exception_message":"Invalid request received.","exception_detail":[{"type":"missing","loc":["query","flow_run_id"],"msg":"Field required","input":null}],"request_body":null}"#
    )
    #expect(
      answer([("flow_run_id", "x")]) { $0.required("flow_run_id", .uuid) }
        == #"{"exception_message":"Invalid request received.","exception_detail":[{"type":"uuid_parsing","loc":["query","flow_run_id"],"msg":"Input should be a valid UUID, invalid character: found `x` at 0","input":"x","ctx":{"error":"invalid character: found `x` at 0"}}],"request_body":null}"#
    )
  }
}
