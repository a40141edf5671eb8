internal import HTTP
internal import Testing

@testable internal import GatewayService

@Suite("What task workers say")
struct TaskWorkerMessageTests {
  private func opening(_ text: String, maximumKeys: Int = 3) -> TaskWorkerMessage.Opening {
    TaskWorkerMessage.Opening(.text(Array(text.utf8)), maximumKeys: maximumKeys)
  }

  @Test("A subscription names tasks, each once, and the worker")
  func subscribes() {
    #expect(
      opening(#"{"type":"subscribe","keys":["b","a","b"],"client_id":"w","zip":1}"#)
        == .subscribe(taskKeys: ["b", "a"], clientID: "w"))
  }

  @Test("What a subscription lacks is told")
  func tellsWhatLacks() {
    for text in [#"{}"#, #"{"type":"filter","keys":["a"],"client_id":"w"}"#, #"{"type":["subscribe"]}"#] {
      #expect(opening(text) == .violation("expected 'subscribe' message"))
    }
    for keys in ["[]", "null", #""""#, "{}", "0", "false"] {
      #expect(
        opening(#"{"type":"subscribe","keys":\#(keys),"client_id":"w"}"#)
          == .violation("expected 'keys' in subscribe message"))
    }
    for name in ["null", #""""#, "0", "[]"] {
      #expect(
        opening(#"{"type":"subscribe","keys":["a"],"client_id":\#(name)}"#)
          == .violation("expected 'client_id' in subscribe message"))
    }
  }

  @Test("More tasks than a worker may name are refused, repeated ones not counted")
  func boundsKeys() {
    #expect(
      opening(#"{"type":"subscribe","keys":["a","b","a"],"client_id":"w"}"#, maximumKeys: 2)
        == .subscribe(taskKeys: ["a", "b"], clientID: "w"))
    #expect(
      opening(#"{"type":"subscribe","keys":["a","b","c"],"client_id":"w"}"#, maximumKeys: 2)
        == .violation("more than 2 keys in subscribe message"))
  }

  @Test("A key or a name that is too long is refused")
  func boundsTexts() {
    let fits = String(repeating: "x", count: TaskWorkerMessage.maximumTextBytes)
    #expect(
      opening(#"{"type":"subscribe","keys":["\#(fits)"],"client_id":"\#(fits)"}"#)
        == .subscribe(taskKeys: [fits], clientID: fits))
    for (key, name) in [(fits + "x", "w"), ("a", fits + "x")] {
      #expect(
        opening(#"{"type":"subscribe","keys":["\#(key)"],"client_id":"\#(name)"}"#)
          == .violation("more than 4096 bytes in a key or 'client_id'"))
    }
  }

  @Test("What no client of the protocol sends is refused with a reason, and so is what the database can't keep")
  func refusesOthers() {
    for keys in [#"["a",1]"#, #""abc""#, #"{"a":1}"#, #"["\u0000"]"#, #"["\ud800"]"#] {
      #expect(
        opening(#"{"type":"subscribe","keys":\#(keys),"client_id":"w"}"#)
          == .violation("expected 'keys' to be a list of texts"))
    }
    for name in ["1", "true", #"["w"]"#, #""\u0000""#] {
      #expect(
        opening(#"{"type":"subscribe","keys":["a"],"client_id":\#(name)}"#)
          == .violation("expected 'client_id' to be a text"))
    }
    let foreign = TaskWorkerMessage.Opening.violation("expected 'subscribe' message")
    for text in ["", "[]", "1", "null", "{", String(repeating: "[", count: 100)] { #expect(opening(text) == foreign) }
    #expect(TaskWorkerMessage.Opening(.binary([0]), maximumKeys: 3) == foreign)
    let good = #"{"type":"subscribe","keys":["a"],"client_id":"w"}"#
    let space = String(repeating: " ", count: TaskWorkerMessage.maximumBytes - good.utf8.count)
    #expect(opening(good + space) == .subscribe(taskKeys: ["a"], clientID: "w"))
    #expect(opening(good + space + " ") == foreign)
  }

  @Test("A worker takes a run, quits, or says what is no answer")
  func answers() {
    func answer(_ text: String) -> TaskWorkerMessage.Answer { TaskWorkerMessage.Answer(.text(Array(text.utf8))) }
    #expect(answer(#"{"type":"ack","zip":1}"#) == .acknowledge)
    #expect(answer(#"{"type":"quit"}"#) == .quit)
    for text in [#"{"type":"ACK"}"#, "{}", "[]", "ack", #"{"type":null}"#] { #expect(answer(text) == .violation) }
    #expect(TaskWorkerMessage.Answer(.binary(Array(#"{"type":"ack"}"#.utf8))) == .violation)
  }
}
