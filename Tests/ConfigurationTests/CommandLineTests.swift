import Testing

@testable import Configuration

@Suite struct CommandLineTests {
  @Test("Without arguments the program runs")
  func none() throws {
    let found = try CommandLineArguments([])
    #expect(found.command == .run && found.host == nil && found.port == nil)
  }

  @Test("Values follow their option or stand behind an equals sign")
  func values() throws {
    let found = try CommandLineArguments(["--host", "0.0.0.0", "--port=4300", "--check-config"])
    #expect(found.command == .checkConfiguration && found.host == "0.0.0.0" && found.port == "4300")
  }

  @Test("Help goes before everything else")
  func help() throws {
    #expect(try CommandLineArguments(["--version", "-h", "--check-config"]).command == .help)
    #expect(try CommandLineArguments(["--check-config", "--version"]).command == .version)
    #expect(try CommandLineArguments(["--check-config", "--migrate"]).command == .checkConfiguration)
    #expect(try CommandLineArguments(["--migrate"]).command == .migrate)
  }

  @Test(
    "What is not understood is named",
    arguments: [
      (["--prot", "1"], "--prot is not an argument; did you mean --port?"),
      (["start"], "start is not an argument; see --help."),
      (["--port"], "--port needs a value, such as --port 4200."),
      (["--host", "--port"], "--host needs a value, such as --host 0.0.0.0."),
      (["--help=1"], "--help takes no value; see --help."), ([""], " is not an argument; see --help."),
    ])
  func refuses(arguments: [String], sentence: String) {
    let error = #expect(throws: ArgumentError.self) { try CommandLineArguments(arguments) }
    #expect(error?.description == sentence)
  }

  @Test("An argument goes before its variable", arguments: ServiceName.allCases)
  func overrides(service: ServiceName) throws {
    let arguments = try CommandLineArguments(["--host", "::", "--port", "5000"])
    let environment = database.merging([service.portVariable: "1"]) { $1 }
    let settings = try Settings(environment: arguments.applied(to: environment, for: service))
    #expect(settings.address(of: service) == .init(host: "::", port: 5000))
  }

  @Test("Help names every setting of the service, its default and the exit codes", arguments: ServiceName.allCases)
  func helpText(service: ServiceName) {
    let text = HelpText.help(for: service)
    #expect(text.hasPrefix("Usage: \(service.rawValue) "))
    for entry in Settings.catalogue where entry.services.contains(service) && entry.noEffectBecause == nil {
      #expect(text.contains("  \(entry.variable)"))
    }
    #expect(text.contains("APUS_HTTP_MAX_BODY_BYTES = 33554432\n"))
    #expect(text.contains("\n  78  "))
    #expect(text.contains("ENCRYPTION_KEY") == (service == .blockVault))
  }

  @Test("The effective settings mark what is set and hide what is secret")
  func effective() throws {
    let text = HelpText.effective(try settings(["APUS_ACCESS_LOG": "on"]), for: .gateway)
    #expect(text.contains("* APUS_ACCESS_LOG=true\n"))
    #expect(text.contains("* PREFECT_SERVER_DATABASE_CONNECTION_URL=**********\n"))
    #expect(text.contains("  PREFECT_SERVER_API_PORT=4200\n"))
    #expect(!text.contains(":pw@"))
  }

  @Test("A service's address must have a scheme, a host and a sound port")
  func serviceAddresses() throws {
    for text in ["http://h:0", "http://:80", "http://", "http://u@h", "http://h/x", "ftp://h", "h:1", "http://h:65536"]
    {
      #expect(problems(["APUS_SCHEDULER_URL": text]).count == 1)
    }
    #expect(try settings(["APUS_SCHEDULER_URL": "http://[::1]:4201/"]).cluster.schedulerURL == "http://[::1]:4201")
  }
}
