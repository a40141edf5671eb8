internal import Models
internal import Values

/// Records grouped for one statement: each task run once, by natural key where it has a flow run, else by id, in the order
/// of their ids.
struct TaskRunRecordBatch: Sendable {
  private(set) var groups: [TaskRunRecordGroup] = []
  /// Those whose id another natural key of the batch has already; they go into a statement of their own, after this one.
  private(set) var postponed: [IngestedEvent] = []

  private enum Key: Hashable {
    case natural(UUID, String, String)
    case id(UUID)
  }

  init(_ events: some Sequence<IngestedEvent>) {
    var places: [Key: Int] = [:]
    var owners: [UUID: Key] = [:]
    for event in events {
      guard let record = event.taskRun else { continue }
      let key = record.flowRunID.map { Key.natural($0, record.taskKey, record.dynamicKey) } ?? .id(record.id)
      if let owner = owners[record.id], owner != key {
        postponed.append(event)
        continue
      }
      owners[record.id] = key
      if let place = places[key] {
        groups[place].add(record, of: event.id, received: event.received)
      } else {
        places[key] = groups.count
        groups.append(TaskRunRecordGroup(record, of: event.id, received: event.received))
      }
    }
    // Whoever writes the same task runs at the same time takes their locks in the same order.
    groups.sort { $0.record.id < $1.record.id }
  }
}
