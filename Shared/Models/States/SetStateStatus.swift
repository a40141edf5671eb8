/// What became of a proposed state.
public enum SetStateStatus: String, Sendable, CaseIterable {
  case accept = "ACCEPT"
  case reject = "REJECT"
  case abort = "ABORT"
  case wait = "WAIT"
}
