import Configuration
import Hosting
import Models
import Testing

@Suite("How bodies are read")
struct RequestReadingTests {
  @Test("Metric triggers are accepted, unless a setting says that they are not", arguments: [nil, "true", "false"])
  func metricTriggers(setting: String?) throws {
    var environment = ["PREFECT_SERVER_DATABASE_CONNECTION_URL": "postgresql://prefect:pw@db:5432/prefect"]
    environment["APUS_METRIC_TRIGGERS"] = setting
    let reading = RequestReading(try Settings(environment: environment, service: .gateway))
    #expect(reading.limits.models.acceptsMetricTriggers == (setting != "false"))
  }
}
