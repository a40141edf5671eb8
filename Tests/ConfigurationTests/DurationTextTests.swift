import Testing

@testable import Configuration

@Suite struct DurationTextTests {
  @Test(
    "Seconds, ISO 8601 and clock times are read",
    arguments: [
      ("5", Duration.seconds(5)), ("0.25", .milliseconds(250)), ("-3", .seconds(-3)), ("PT15S", .seconds(15)),
      ("P7D", .seconds(604_800)), ("P1DT2H3M4.5S", .milliseconds(93_784_500)), ("P2W", .seconds(1_209_600)),
      ("PT0S", .zero), ("-PT1M", .seconds(-60)), ("01:30:00", .seconds(5400)), ("00:00:01.5", .milliseconds(1500)),
    ])
  func reads(text: String, span: Duration) {
    #expect(Duration(settingText: text) == span)
  }

  @Test(
    "Other texts are refused",
    arguments: [
      "", "P", "PT", "P1", "P1S", "PT1D", "P1DT", "PT1S1H", "1h", "nan", "inf", "0x10", "1e300", "P99999999999999D",
      "1:2:3:4",
      "1:60", "-1:00", "PT1H1H",
    ])
  func refuses(text: String) {
    #expect(Duration(settingText: text) == nil)
  }

  @Test(
    "Spans are written as the settings schema has them",
    arguments: [
      (Duration.zero, "PT0S"), (.seconds(15), "PT15S"), (.seconds(3600), "PT1H"), (.seconds(300), "PT5M"),
      (.seconds(8_640_000), "P100D"), (.milliseconds(93_784_500), "P1DT2H3M4.5S"), (.seconds(-60), "-PT1M"),
    ])
  func writes(span: Duration, text: String) {
    #expect(span.isoText == text)
    #expect(Duration(settingText: text) == span)
  }
}
