import JSON
import Testing

@Suite struct JSONValueTests {
  private func value(_ text: String) throws -> JSONValue {
    try JSONDocument.parse(Array(text.utf8)).root
  }

  @Test(
    "Every escape reads as its character",
    arguments: [
      (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"), (#""\ud83d\ude00""#, "😀"),
      (#""\ud800""#, "\u{FFFD}"), (#""a\udc00b""#, "a\u{FFFD}b"), (#""\ud800\u0041""#, "\u{FFFD}A"),
      (#""\ud800\ud83d\ude00""#, "\u{FFFD}😀"), (#""\u0000""#, "\0"),
      (#""plain text beyond a word""#, "plain text beyond a word"),
    ])
  func unescapes(_ source: String, _ text: String) throws {
    #expect(try value(source).text == text)
  }

  @Test("Integers are read up to 64 bits and no further")
  func readsIntegers() throws {
    #expect(try value("9223372036854775807").integer == .max)
    #expect(try value("-9223372036854775808").integer == .min)
    #expect(try value("9223372036854775808").integer == nil)
    #expect(try value("-0").integer == 0)
    #expect(try value("1.0").integer == nil)
    #expect(try value("\"1\"").integer == nil)
  }

  @Test("Numbers are read as doubles, the words for non-finite ones too")
  func readsDoubles() throws {
    #expect(try value("1.5e3").double == 1500)
    #expect(try value("7").double == 7)
    #expect(try value("0").double?.sign == .plus)
    #expect(try value("-0").double?.sign == .minus)
    #expect(try value("9007199254740993").double == 9_007_199_254_740_992)
    #expect(try value("-9223372036854775808").double == -0x1p63)
    #expect(try value("18446744073709551616").double == 0x1p64)
    #expect(try value("1e999").double == .infinity)
    #expect(try value("-Infinity").double == -.infinity)
    #expect(try value("NaN").double?.isNaN == true)
    #expect(try value("true").double == nil)
  }

  @Test("Of a repeated key the last value counts, and an escaped key is found")
  func findsMembers() throws {
    let object = try value(#"{"a":1,"b":{"a":9},"a":2,"\u0063":3,"":4}"#)
    #expect(object["a" as String]?.integer == 2)
    #expect(object["a" as StaticString]?.integer == 2)
    #expect(object["c" as StaticString]?.integer == 3)
    #expect(object["" as String]?.integer == 4)
    #expect(object["b" as String]?["a" as String]?.integer == 9)
    #expect(object["z" as String] == nil)
    #expect(object.members.map(\.key) == ["a", "b", "a", "c", ""])
    #expect(object.memberCount == 5)
    #expect(try value("[1]")["a" as String] == nil)
  }

  @Test("Elements come in their order, and containers are stepped over whole")
  func listsElements() throws {
    let array = try value(#"[1,[2,[3]],{"a":[4]},"x",null,true]"#)
    #expect(array.elements.map(\.kind) == [.integer, .array, .object, .string, .null, .boolean])
    #expect(array.elements.map(\.isNull) == [false, false, false, false, true, false])
    #expect(try value("{}").elements.map(\.kind).isEmpty)
  }

  @Test(
    "What jsonb can keep passes through byte for byte",
    arguments: [
      "123456789012345678901234567890", "1.000", "{ \"b\" : 1 , \"a\" : [ ] }", "-0", #""\u00e9\n""#,
      "0.1000000000000000055511151231257827021181583404541015625",
    ])
  func passesThrough(_ text: String) throws {
    #expect(try value("[\(text)]").elements.map(\.raw.description) == [text])
  }

  @Test(
    "What jsonb refuses is written anew, and only that",
    arguments: [
      (#"{"a":NaN,"b":[1.0, Infinity]}"#, #"{"a":null,"b":[1.0,null]}"#), ("[-Infinity]", "[null]"), ("1e999", "null"),
      ("[1e-400, 2]", "[0.0,2]"), ("[1E2, 1e5 ,-1e-7, 1e22]", "[100.0,100000.0,-1e-07,1e+22]"),
      (#"["\ud800", "\u0041"]"#, "[\"\u{FFFD}\",\"\\u0041\"]"),
      (#"{"x\udc00":{"b" : 1}, "c":[[NaN],{}]}"#, "{\"x\u{FFFD}\":{\"b\" : 1},\"c\":[[null],{}]}"), ("NaN", "null"),
    ])
  func rewrites(_ source: String, _ expected: String) throws {
    #expect(try value(source).raw.description == expected)
  }

  @Test("A compact text has no white space outside its strings")
  func compacts() throws {
    let text = try value("{ \"a b\" :\t[ 1 ,\r\n\"x \\\" y\\\\\" , { } ] }").raw
    #expect(text.compact.description == "{\"a b\":[1,\"x \\\" y\\\\\",{}]}")
  }

  @Test("The character U+0000 is noted up to the root, and only on its path")
  func notesNUL() throws {
    let root = try value(#"{"a":{"b":["\u0000"]},"c":"\\u0000"}"#)
    #expect(root.holdsNUL)
    #expect(root["a" as String]?.holdsNUL == true)
    #expect(root["c" as String]?.holdsNUL == false)
    #expect(try value(#"{"\u0000":1}"#).holdsNUL)
  }
}
