import Testing

@testable import Observability

@Suite struct ProcessStatisticsTests {
  @Test("The kernel's fields are found behind a name with parentheses and spaces")
  func parses() throws {
    let stat =
      "42 (a) b (c)) S 1 42 42 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 3 0 1000 99999 512 18446744073709551615 1 1"
    let found = try #require(
      ProcessStatistics(
        stat: stat, system: "cpu 1 2\nbtime 1700000000\nprocesses 5\n", ticks: 100, pageSize: 4096, openDescriptors: 7))
    #expect(found.processorTime == .seconds(3))
    #expect(found.residentBytes == 512 * 4096)
    #expect(found.startedAt == 1_700_000_010)
    #expect(found.openDescriptors == 7)
  }

  @Test("Text that is not the kernel's gives nothing", arguments: ["", "42 (a", "42 (a) S 1 2"])
  func refuses(stat: String) {
    #expect(ProcessStatistics(stat: stat, system: "", ticks: 100, pageSize: 4096, openDescriptors: 0) == nil)
  }

  @Test("This process has memory, descriptors and a start")
  func current() throws {
    let found = try #require(ProcessStatistics.current())
    #expect(found.residentBytes > 100_000)
    #expect(found.openDescriptors >= 0)
    #expect(found.startedAt > 1_500_000_000)
    let metrics = Metrics()
    metrics.addProcess()
    let written = String(decoding: metrics.render(), as: UTF8.self)
    #expect(written.contains("# TYPE apus_process_cpu_seconds_total counter"))
    #expect(written.contains("\napus_process_resident_memory_bytes "))
  }
}
