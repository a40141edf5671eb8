internal import Models
internal import Values

/// When a run may begin; the same for flow runs and task runs (contract §3.2.13, §3.2.14).
extension Rule {
  static var copyScheduledTime: Rule {
    Rule("CopyScheduledTime", from: .scheduled, to: .pending) { transition in
      let time = transition.initial?.details.scheduledTime
      transition.edit { state in
        if state.details.scheduledTime == nil { state.details.scheduledTime = time }
      }
    }
  }

  /// Waits in whole seconds, so up to half a second early counts as in time.
  static var waitForScheduledTime: Rule {
    Rule("WaitForScheduledTime", from: [.scheduled, .pending], to: .running) { transition in
      guard let time = transition.initial?.details.scheduledTime else { return }
      let seconds = Int(((time - transition.now).inSeconds).rounded(.toNearestOrEven))
      guard seconds > 0 else { return }
      transition.wait(seconds: seconds, "Scheduled time is in the future")
    }
  }
}
