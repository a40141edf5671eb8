import JSON
import Testing
import Values

@Suite struct JSONWriterTests {
  private func written(_ body: (inout JSONWriter) -> Void) -> String {
    RawJSON(writing: body).description
  }

  @Test("Commas stand between members and elements, and nowhere else")
  func separates() {
    let text = written { writer in
      writer.beginObject()
      writer.key("a")
      writer.beginArray()
      writer.endArray()
      writer.key("b")
      writer.beginArray()
      writer.integer(1)
      writer.beginObject()
      writer.endObject()
      writer.null()
      writer.bool(true)
      writer.endArray()
      writer.key("é\"" as String)
      writer.raw(RawJSON(validated: Array("{\"x\": 1}".utf8)))
      writer.key("c")
      writer.strings(["x", "y"])
      writer.endObject()
    }
    #expect(text == #"{"a":[],"b":[1,{},null,true],"é\"":{"x": 1},"c":["x","y"]}"#)
  }

  @Test("Quotes, backslashes and control characters are escaped, all else is kept")
  func escapes() {
    let characters = (0..<0x30).map { Character(Unicode.Scalar($0)) } + ["\\", "\u{7F}", "é", "😀", "/"]
    for character in characters {
      let padded = "padding \(character) and more padding"
      let text = written { $0.string(padded) }
      #expect(refusal(of: Array(text.utf8)) == nil)
      #expect(RawJSON(validated: Array(text.utf8)).document()?.root.text == padded)
    }
    #expect(written { $0.string("\u{1}\n\"\\\u{1f}/é" as String) } == #""\u0001\n\"\\\u001f/é""#)
  }

  @Test(
    "Doubles have the spelling of Python's repr",
    arguments: [
      (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1.5, "-1.5"), (0.1, "0.1"), (1e-4, "0.0001"), (1e-5, "1e-05"),
      (1e-7, "1e-07"), (1.5e-10, "1.5e-10"), (1e15, "1000000000000000.0"),
      (9_007_199_254_740_994, "9007199254740994.0"),
      (9_999_999_999_999_998, "9999999999999998.0"), (1e16, "1e+16"), (1.234e22, "1.234e+22"), (1e100, "1e+100"),
      (.leastNonzeroMagnitude, "5e-324"), (1.7976931348623157e308, "1.7976931348623157e+308"),
      (123456.789, "123456.789"),
      (.infinity, "null"), (.nan, "null"),
    ])
  func writesDoubles(_ number: Double, _ text: String) {
    #expect(written { $0.double(number) } == text)
  }

  @Test("Integers, identifiers, moments and spans have their wire forms, nil is null")
  func writesScalars() {
    #expect(written { $0.integer(Int64.min) } == "-9223372036854775808")
    #expect(written { $0.integer(0) } == "0")
    #expect(written { $0.integer(1_234_567_890) } == "1234567890")
    #expect(
      written { $0.uuid(UUID(high: 0x0123_4567_89AB_CDEF, low: 0xFEDC_BA98_7654_3210)) }
        == "\"01234567-89ab-cdef-fedc-ba9876543210\"")
    #expect(written { $0.timestamp(Timestamp(microseconds: 1_577_836_800_000_000)) } == "\"2020-01-01T00:00:00Z\"")
    #expect(written { $0.duration(.milliseconds(12_500)) } == "12.5")
    #expect(written { $0.uuid(nil) } == "null")
    #expect(written { $0.string(nil as String?) } == "null")
    #expect(written { $0.duration(nil) } == "null")
    #expect(written { $0.double(nil) } == "null")
  }
}
