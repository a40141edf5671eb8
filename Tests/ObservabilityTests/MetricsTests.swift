import Testing

@testable import Observability

private func text(_ metrics: Metrics) -> String { String(decoding: metrics.render(), as: UTF8.self) }

@Suite struct MetricsTests {
  @Test("Counters, gauges and histograms are written in Prometheus' format")
  func renders() {
    let metrics = Metrics()
    metrics.counter("apus_requests_total", "Requests.", ["method": "GET", "code": "200"]).add(3)
    metrics.counter("apus_requests_total", "Requests.", ["method": "GET", "code": "500"]).add()
    metrics.gauge("apus_connections", "Open connections.").set(2.5)
    let times = metrics.histogram("apus_seconds", "Times.", bounds: [0.1, 1], ["route": "/"])
    for value in [0.05, 0.1, 0.5, 7] { times.observe(value) }
    #expect(
      text(metrics) == """
        # HELP apus_connections Open connections.
        # TYPE apus_connections gauge
        apus_connections 2.5
        # HELP apus_requests_total Requests.
        # TYPE apus_requests_total counter
        apus_requests_total{code="200",method="GET"} 3
        apus_requests_total{code="500",method="GET"} 1
        # HELP apus_seconds Times.
        # TYPE apus_seconds histogram
        apus_seconds_bucket{route="/",le="0.1"} 2
        apus_seconds_bucket{route="/",le="1"} 3
        apus_seconds_bucket{route="/",le="+Inf"} 4
        apus_seconds_sum{route="/"} 7.65
        apus_seconds_count{route="/"} 4

        """)
  }

  @Test("Label values and help are escaped, and names are made valid")
  func escapes() {
    let metrics = Metrics()
    metrics.counter("1 odd-name", "Back\\slash\nline \"quoted\"", ["a b": "say \"hi\"\\\n"]).add()
    #expect(
      text(metrics) == """
        # HELP _1_odd_name Back\\\\slash\\nline "quoted"
        # TYPE _1_odd_name counter
        _1_odd_name{a_b="say \\"hi\\"\\\\\\n"} 1

        """)
  }

  @Test("Asking again gives the same metric, whatever the order of its labels")
  func identity() {
    let metrics = Metrics()
    let first = metrics.counter("apus_total", "", ["a": "1", "b": "2"])
    #expect(first === metrics.counter("apus_total", "", ["b": "2", "a": "1"]))
    #expect(first !== metrics.counter("apus_total", ""))
  }

  @Test("A name that another kind of metric has gives one that counts and is not written")
  func kindConflict() {
    let metrics = Metrics()
    metrics.counter("apus_total", "").add()
    let gauge = metrics.gauge("apus_total", "")
    gauge.set(7)
    #expect(gauge.value == 7)
    #expect(!text(metrics).contains("7"))
  }

  @Test("Series beyond the limit are not kept")
  func seriesLimit() {
    let metrics = Metrics(seriesLimit: 2)
    for path in ["a", "b", "c", "d"] { metrics.counter("apus_total", "", ["path": path]).add() }
    let written = text(metrics)
    #expect(written.contains("path=\"b\"") && !written.contains("path=\"c\""))
  }

  @Test("Additions from many tasks are all counted")
  func concurrent() async {
    let metrics = Metrics()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<8 {
        group.addTask {
          let counter = metrics.counter("apus_total", "")
          let gauge = metrics.gauge("apus_gauge", "")
          for _ in 0..<1000 {
            counter.add()
            gauge.add(0.5)
          }
        }
      }
    }
    #expect(metrics.counter("apus_total", "").value == 8000)
    #expect(metrics.gauge("apus_gauge", "").value == 4000)
  }

  @Test("A counter does not go down")
  func counterGrows() {
    let counter = Metrics().counter("apus_total", "")
    counter.add(5)
    counter.add(-3)
    #expect(counter.value == 5)
  }

  @Test("A histogram puts its bounds in order and leaves out what is not a number")
  func histogramBounds() {
    let histogram = Metrics().histogram("apus_seconds", "", bounds: [5, 1, 5, .infinity])
    histogram.observe(.nan)
    histogram.observe(Duration.milliseconds(1000))
    histogram.observe(5.0001)
    #expect(histogram.bounds == [1, 5])
    #expect(histogram.cumulative == [1, 1, 2])
    #expect(histogram.count == 2)
  }

  @Test("Numbers are written as Prometheus reads them")
  func numbers() {
    #expect(MetricsText.number(3) == "3")
    #expect(MetricsText.number(-0.25) == "-0.25")
    #expect(MetricsText.number(.infinity) == "+Inf")
    #expect(MetricsText.number(-.infinity) == "-Inf")
    #expect(MetricsText.number(.nan) == "NaN")
    #expect(MetricsText.number(1e300) == "1e+300")
  }

  @Test("A computed number is looked up when it is written, and left out when there is none")
  func computed() {
    let metrics = Metrics()
    metrics.computed("apus_here", "") { 4 }
    metrics.computed("apus_gone", "") { nil }
    #expect(text(metrics).contains("apus_here 4\n"))
    #expect(!text(metrics).contains("\napus_gone "))
  }
}
