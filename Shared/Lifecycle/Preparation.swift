internal import Configuration

/// What arguments and environment come to, before anything is started.
enum Preparation {
  case print(String, ExitCode)
  case run(Settings)
  /// Only brings the database up to date.
  case migrate(Settings)

  init(_ service: ServiceName, arguments: [String], environment: [String: String]) {
    do {
      let arguments = try CommandLineArguments(arguments)
      switch arguments.command {
      case .help: self = .print(HelpText.help(for: service), .success)
      case .version: self = .print(HelpText.version(of: service), .success)
      case .run, .migrate, .checkConfiguration:
        let settings = try Settings(
          environment: arguments.applied(to: environment, for: service), service: service)
        switch arguments.command {
        case .run: self = .run(settings)
        case .migrate: self = .migrate(settings)
        default:
          let warnings = settings.warnings.map { "warning: \($0)\n" }.joined()
          self = .print(HelpText.effective(settings, for: service) + warnings, .success)
        }
      }
    } catch let error as ArgumentError {
      self = .print("\(service.rawValue): \(error)\n", .usage)
    } catch let error as SettingsError {
      self = .print(error.problems.map { "\(service.rawValue): \($0)\n" }.joined(), .configuration)
    } catch {
      self = .print("\(service.rawValue): \(error)\n", .failed)
    }
  }
}
