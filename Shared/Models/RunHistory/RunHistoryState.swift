public import JSON
public import Values

/// The runs of one part of a history that are in one state.
public struct RunHistoryState: Sendable, Hashable {
  public var type: StateType
  public var name: String
  public var count: Int
  /// How long they have run altogether, in seconds.
  public var runTime: Double
  /// By how much they were late altogether, in seconds.
  public var lateness: Double

  public init(type: StateType, name: String, count: Int, runTime: Double, lateness: Double) {
    self.type = type
    self.name = name
    self.count = count
    self.runTime = runTime
    self.lateness = lateness
  }
}

extension RunHistoryState: JSONWritable {
  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("state_type")
    writer.string(type.rawValue)
    writer.key("state_name")
    writer.string(name)
    writer.key("count_runs")
    writer.integer(count)
    writer.key("sum_estimated_run_time")
    writer.double(runTime)
    writer.key("sum_estimated_lateness")
    writer.double(lateness)
    writer.endObject()
  }
}

/// One part of a history: what is counted in it.
public struct RunHistoryPart: Sendable, Hashable, JSONWritable {
  public var start: Timestamp
  public var end: Timestamp
  public var states: [RunHistoryState]

  public init(start: Timestamp, end: Timestamp, states: [RunHistoryState]) {
    self.start = start
    self.end = end
    self.states = states
  }

  public func write(to writer: inout JSONWriter) {
    writer.beginObject()
    writer.key("interval_start")
    writer.timestamp(start)
    writer.key("interval_end")
    writer.timestamp(end)
    writer.key("states")
    writer.values(states)
    writer.endObject()
  }
}
