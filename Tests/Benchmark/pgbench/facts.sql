-- Everything that the rules of a transition look at, in one statement. Leaves state_id.
SELECT
  r.id, r.name, r.run_count, r.expected_start_time, r.next_scheduled_start_time, r.start_time, r.end_time, r.total_run_time,
  r.parameters, r.empirical_policy, r.tags, r.labels, r.flow_id, r.deployment_id, r.parent_task_run_id, r.work_queue_id,
  r.state_id, s.type AS state_type, s.name AS state_name, s."timestamp" AS state_timestamp, s.message AS state_message,
  s.state_details, s.data, f.name AS flow_name, f.tags AS flow_tags, d.name AS deployment_name, d.tags AS deployment_tags,
  d.concurrency_limit, d.concurrency_options, d.concurrency_limit_id, q.name AS queue_name, p.id AS pool_id, p.name AS pool_name,
  p.type AS pool_type, t.name AS parent_name, t.tags AS parent_tags
FROM flow_run r
JOIN flow f ON f.id = r.flow_id
LEFT JOIN flow_run_state s ON s.id = r.state_id
LEFT JOIN deployment d ON d.id = r.deployment_id
LEFT JOIN work_queue q ON q.id = r.work_queue_id
LEFT JOIN work_pool p ON p.id = q.work_pool_id
LEFT JOIN task_run t ON t.id = r.parent_task_run_id
WHERE r.id = :run_id::uuid \gset
