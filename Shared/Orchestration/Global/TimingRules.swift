internal import Models
internal import Values

/// The rules that flow runs and task runs have in common (contract §3.5). They run last and only on what will be written.
extension Rule {
  /// `start_time` is the first time it ran, `end_time` the time it ended; leaving the end takes that back.
  static var setStartAndEndTime: Rule {
    Rule(transform: "SetStartAndEndTime") { transition in
      guard let proposed = transition.proposed else { return }
      if proposed.type == .running, transition.timing.startTime == nil {
        transition.timing.startTime = proposed.timestamp
      }
      if transition.initial?.type.isFinal == true, !proposed.type.isFinal {
        transition.timing.endTime = nil
      }
      if proposed.type.isFinal {
        if transition.timing.startTime == nil { transition.timing.startTime = proposed.timestamp }
        if transition.timing.endTime == nil { transition.timing.endTime = proposed.timestamp }
      }
    }
  }

  /// Leaving RUNNING adds the time that was spent there.
  static var incrementRunTime: Rule {
    Rule(transform: "IncrementRunTime", from: .running) { transition in
      guard let initial = transition.initial, let proposed = transition.proposed else { return }
      transition.timing.totalRunTime += proposed.timestamp - initial.timestamp
    }
  }

  static var setExpectedStartTime: Rule {
    Rule(transform: "SetExpectedStartTime") { transition in
      guard let proposed = transition.proposed, transition.timing.expectedStartTime == nil else { return }
      transition.timing.expectedStartTime =
        proposed.type == .scheduled ? proposed.details.scheduledTime : proposed.timestamp
    }
  }

  static var setNextScheduledStartTime: Rule {
    Rule(transform: "SetNextScheduledStartTime") { transition in
      if transition.initial?.type == .scheduled { transition.timing.nextScheduledStartTime = nil }
      if let proposed = transition.proposed, proposed.type == .scheduled {
        transition.timing.nextScheduledStartTime = proposed.details.scheduledTime
      }
    }
  }

  /// Two states of a run never bear the same time.
  static var ensureTimestampIsUnique: Rule {
    Rule(transform: "EnsureRunStateTimestampIsUnique") { transition in
      guard let initial = transition.initial else { return }
      transition.edit { if $0.timestamp == initial.timestamp { $0.timestamp = $0.timestamp + .microseconds(1) } }
    }
  }
}
