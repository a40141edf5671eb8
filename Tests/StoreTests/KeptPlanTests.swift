import Models
import Postgres
import Testing
import Values

@testable import Store

/// Which queries are planned once for any values.
@Suite struct KeptPlanTests {
  private let id = UUID.random()
  private let span = TimeFilter(before: Timestamp(microseconds: 9), after: Timestamp(microseconds: 1))

  private func runs(_ filters: EntityFilters, _ sort: FlowRunSort = .startTimeDescending, offset: Int = 0) -> QueryText
  {
    QueryText.list(
      "r.id", from: "flow_run r", where: filters.flowRunCondition, order: sort.order, indexed: sort.index,
      page: Page(limit: 50, offset: offset))
  }

  private func filters(_ change: (inout FlowRunFilter) -> Void) -> EntityFilters {
    var (filters, filter) = (EntityFilters(), FlowRunFilter())
    change(&filter)
    filters.flowRuns = filter
    return filters
  }

  private var ofFlow: EntityFilters {
    var filters = EntityFilters()
    filters.flows = FlowFilter()
    filters.flows?.id = IdentifierFilter(any: [id])
    return filters
  }

  @Test("A key finds few rows, whatever else is asked of them")
  func keys() {
    let keyed = filters {
      $0.id = IdentifierFilter(any: [id]); $0.expectedStartTime = span; $0.name = TextFilter(like: "a")
    }
    #expect(runs(keyed).planning == .once)
    let named = filters {
      $0.expectedStartTime = span
      $0.name = TextFilter(like: "a")
    }
    #expect(runs(named).planning == .forValues)
    let count = QueryText.count(from: "flow_run r", where: named.flowRunCondition)
    #expect(count.planning == .withoutIndexScans)
    var either = keyed
    either.flowRuns?.operator = .or
    #expect(runs(either).planning != .once)
  }

  @Test("Without a key it takes an index in the order of the list")
  func order() {
    #expect(runs(EntityFilters()).planning == .onceInOrder && runs(EntityFilters(), .nameAscending).planning == .once)
    #expect(runs(ofFlow).planning == .onceInOrder)
    #expect(runs(ofFlow, .expectedStartTimeDescending).planning == .onceInOrder)
    #expect(runs(ofFlow, .nameAscending).planning == .forValues)
    let due = filters { $0.expectedStartTime = span }
    #expect(runs(due, .expectedStartTimeAscending).planning == .onceInOrder && runs(due).planning == .forValues)
    var started = filters { $0.startTime = span }
    started.flows = ofFlow.flows
    #expect(runs(started).planning == .onceInOrder)
    #expect(runs(started, .expectedStartTimeDescending).planning == .forValues)
    // No index has the runs of several flows in order.
    var ofFlows = ofFlow
    ofFlows.flows?.id = IdentifierFilter(any: [id, .random()])
    #expect(runs(ofFlows).planning == .once)
    // An index of the state may do better than to walk along all runs of a flow.
    started.flowRuns?.state = StateFilter(type: StateTypeFilter(any: [.cancelling]))
    #expect(runs(started).planning == .forValues)
    #expect(QueryText.count(from: "flow_run r", where: due.flowRunCondition).planning == .once)
  }

  @Test(
    "The planner sees how many rows are wanted, and of which states, and only first pages are kept unless they follow an index"
  )
  func text() {
    let first = runs(filters { $0.state = StateFilter(type: StateTypeFilter(any: [.failed, .crashed])) })
    #expect(first.planning == .once && first.statement.sql.hasSuffix(" LIMIT 50"))
    #expect(first.statement.sql.contains("r.state_type IN ('FAILED', 'CRASHED')"))
    let late = runs(filters { $0.state = StateFilter(name: TextFilter(any: ["Late", "Running"])) })
    #expect(late.planning == .once && late.statement.sql.contains("r.state_name IN ('Late', 'Running')"))
    let own = runs(filters { $0.state = StateFilter(name: TextFilter(any: ["Late", "Mine"])) })
    #expect(own.planning == .forValues && own.statement.sql.contains("r.state_name = ANY($1)"))
    let second = runs(filters { $0.state = StateFilter(type: StateTypeFilter(any: [.failed])) }, offset: 50)
    #expect(second.planning == .forValues && second.statement.sql.hasSuffix("LIMIT $1 OFFSET $2"))
    let along = runs(EntityFilters(), offset: 50)
    #expect(along.planning == .onceInOrder && along.statement.sql.hasSuffix(" LIMIT 50 OFFSET $1"))
  }

  @Test(
    "Events about runs are found by these, unless an index has what they are; about other things there may be many",
    arguments: [
      (
        #"{"related":{"id":["prefect.flow-run.1"]},"event":{"exclude_prefix":["a"]},"resource":{"labels":{"a":"b"}}}"#,
        true
      ),
      (#"{"related":{"id":["prefect.flow-run.1"],"role":["r"]},"occurred":{"since":"2026-01-01T00:00:00Z"}}"#, true),
      (#"{"any_resource":{"id":["prefect.flow-run.1","prefect.task-run.2"]},"text":{"query":"a"}}"#, true),
      (#"{"any_resource":[{"id":["prefect.deployment.1"]},{"id":["prefect.task-run.2"]}]}"#, true),
      (#"{"any_resource":{"id":["prefect.deployment.1"]}}"#, false),
      (#"{"related":{"id":["prefect.flow-run.1"]},"event":{"name":["a"]}}"#, false),
      (#"{"related":{"id":["prefect.flow-run.1"]},"event":{"prefix":["a"]}}"#, false),
      (#"{"related":{"id":["prefect.flow-run.1"]},"resource":{"id":["a"]}}"#, false),
      (#"{"related":{"id":["prefect.flow-run.1"]},"resource":{"id_prefix":["a"]}}"#, false),
      (#"{"related":{"id":["prefect.flow-run.1","prefect.flow.1"]}}"#, false),
      (#"{"any_resource":{"id_prefix":["prefect.flow-run."]}}"#, false),
      (#"{"related":{"id":[],"role":["flow-run"]}}"#, false),
    ])
  func events(text: String, isKept: Bool) throws {
    let filter = try Body.model(EventFilter.self, Array(text.utf8), contentType: nil)
    #expect(filter.page(after: nil, limit: 50).planning == (isKept ? .once : .forValues))
    var count = QueryText("SELECT count(*) FROM events e WHERE ")
    count.append(counting: filter.condition)
    #expect(count.planning == (isKept ? .once : .forValues))
  }
}
