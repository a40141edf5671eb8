internal import Postgres

enum FlowRunGraphStatement {
  static let run = Statement(
    "flowRunGraph.run",
    "SELECT COALESCE(r.start_time, r.expected_start_time), r.end_time FROM flow_run r WHERE r.id = $1",
    isRepeatable: true)

  /// The nodes of a run, `$1`, that had not ended at a moment, `$2`, the first `$3`, with their edges to all nodes. The
  /// task run that stands for a flow run is no node: the flow run is.
  static let nodes = Statement(
    "flowRunGraph.nodes",
    """
    WITH node AS MATERIALIZED (
      SELECT sub.id IS NOT NULL AS is_flow_run, COALESCE(sub.id, t.id) AS id,
        COALESCE(f.name || ' / ' || sub.name, t.name) AS label, COALESCE(sub.state_type, t.state_type) AS state_type,
        COALESCE(sub.start_time, sub.expected_start_time, t.start_time, t.expected_start_time) AS start_time,
        COALESCE(sub.end_time, t.end_time, CASE WHEN t.state_type = 'COMPLETED' THEN t.expected_start_time END)
          AS end_time, t.task_inputs
      FROM task_run t
      LEFT JOIN flow_run sub ON sub.parent_task_run_id = t.id
      LEFT JOIN flow f ON f.id = sub.flow_id
      WHERE t.flow_run_id = $1
        AND COALESCE(sub.start_time, sub.expected_start_time, t.start_time, t.expected_start_time) IS NOT NULL
    ), edge AS MATERIALIZED (
      SELECT DISTINCT child.id AS child, child.start_time AS child_start, parent.id AS parent,
        parent.start_time AS parent_start, input.key = '__parents__' AS encapsulates
      FROM node child
      CROSS JOIN LATERAL jsonb_each(
        CASE jsonb_typeof(child.task_inputs) WHEN 'object' THEN child.task_inputs ELSE '{}' END) AS input
      CROSS JOIN LATERAL jsonb_array_elements(
        CASE jsonb_typeof(input.value) WHEN 'array' THEN input.value ELSE '[]' END) AS argument
      JOIN node parent ON parent.id::text = argument.value ->> 'id'
    ), above AS (
      SELECT child AS id, array_agg(parent ORDER BY parent_start, parent) FILTER (WHERE NOT encapsulates) AS parents,
        array_agg(parent ORDER BY parent_start, parent) FILTER (WHERE encapsulates) AS encapsulating
      FROM edge GROUP BY child
    ), below AS (
      SELECT parent AS id, array_agg(child ORDER BY child_start, child) AS children
      FROM edge WHERE NOT encapsulates GROUP BY parent
    )
    SELECT node.is_flow_run, node.id, node.label, node.state_type, node.start_time, node.end_time, above.parents,
      below.children, above.encapsulating
    FROM node
    LEFT JOIN above ON above.id = node.id
    LEFT JOIN below ON below.id = node.id
    WHERE node.end_time IS NULL OR node.end_time >= $2
    ORDER BY node.start_time, node.end_time, node.id
    LIMIT $3
    """, isRepeatable: true)

  /// The first artifacts of a run but for results, with the task runs that made them.
  static let artifacts = Statement(
    "flowRunGraph.artifacts",
    """
    SELECT a.task_run_id, a.id, a.created, a.key, a.type,
      a.key IS NULL OR EXISTS (SELECT FROM artifact_collection c WHERE c.key = a.key AND c.latest_id = a.id),
      CASE WHEN a.type = 'progress' THEN a.data END
    FROM artifact a WHERE a.flow_run_id = $1 AND a.type <> 'result'
    ORDER BY a.created, a.id LIMIT $2
    """, isRepeatable: true)
}
