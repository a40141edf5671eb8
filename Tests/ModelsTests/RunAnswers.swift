/// What the reference (3.8.8) answered to bodies it refused: kind of body, body, `exception_detail`.
let runAnswers: [ReferenceAnswer] = [
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"x","state":{"type":"FOO"},"parameters":[],"tags":[1],"labels":{"a":null},"context":5,"idempotency_key":5,"job_variables":[],"parent_task_run_id":"{}"}"#,
    #"[{"type":"enum","loc":["body","state","type"],"msg":"Input should be 'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'","input":"FOO","ctx":{"expected":"'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'"}},{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `x` at 0","input":"x","ctx":{"error":"invalid character: found `x` at 0"}},{"type":"dict_type","loc":["body","parameters"],"msg":"Input should be a valid dictionary","input":[]},{"type":"dict_type","loc":["body","context"],"msg":"Input should be a valid dictionary","input":5},{"type":"uuid_parsing","loc":["body","parent_task_run_id"],"msg":"Input should be a valid UUID, invalid group count: expected 5, found 1","input":"{}","ctx":{"error":"invalid group count: expected 5, found 1"}},{"type":"string_type","loc":["body","tags",0],"msg":"Input should be a valid string","input":1},{"type":"bool_type","loc":["body","labels","a","bool"],"msg":"Input should be a valid boolean","input":null},{"type":"int_type","loc":["body","labels","a","int"],"msg":"Input should be a valid integer","input":null},{"type":"float_type","loc":["body","labels","a","float"],"msg":"Input should be a valid number","input":null},{"type":"string_type","loc":["body","labels","a","str"],"msg":"Input should be a valid string","input":null},{"type":"string_type","loc":["body","idempotency_key"],"msg":"Input should be a valid string","input":5},{"type":"dict_type","loc":["body","job_variables"],"msg":"Input should be a valid dictionary","input":[]}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":{},"state":{"type":"SCHEDULED","state_details":{"scheduled_time":true,"cache_expiration":1e+30,"pause_timeout":"12345"}}}"#,
    #"[{"type":"value_error","loc":["body","state","state_details","scheduled_time"],"msg":"value is not a valid datetime","input":true},{"type":"value_error","loc":["body","state","state_details","cache_expiration"],"msg":"value is not a valid datetime","input":1e+30},{"type":"uuid_type","loc":["body","flow_id"],"msg":"UUID input should be a string, bytes or UUID object","input":{}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"12345678-1234-1234-1234-1234567890123"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid group length in group 4: expected 12, found 13","input":"12345678-1234-1234-1234-1234567890123","ctx":{"error":"invalid group length in group 4: expected 12, found 13"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"123456781234123412341234567890zz"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `z` at 30","input":"123456781234123412341234567890zz","ctx":{"error":"invalid character: found `z` at 30"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"12345678-1234-1234-1234_123456789012"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `_` at 23","input":"12345678-1234-1234-1234_123456789012","ctx":{"error":"invalid character: found `_` at 23"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":""}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid length: found 0","input":"","ctx":{"error":"invalid length: found 0"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"é"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `é` at 0","input":"é","ctx":{"error":"invalid character: found `é` at 0"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"urn:uuid:x"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `x` at 9","input":"urn:uuid:x","ctx":{"error":"invalid character: found `x` at 9"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","state":{"type":5,"name":5,"message":5,"state_details":null}}"#,
    #"[{"type":"enum","loc":["body","state","type"],"msg":"Input should be 'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'","input":5,"ctx":{"expected":"'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'"}},{"type":"string_type","loc":["body","state","name"],"msg":"Input should be a valid string","input":5},{"type":"string_type","loc":["body","state","message"],"msg":"Input should be a valid string","input":5},{"type":"model_attributes_type","loc":["body","state","state_details"],"msg":"Input should be a valid dictionary or object to extract fields from","input":null}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","empirical_policy":{"retries":"x","retry_delay":2.5,"pause_keys":["a","a",1],"resuming":"maybe","retry_type":"no","zip":1}}"#,
    #"[{"type":"int_parsing","loc":["body","empirical_policy","retries"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_from_float","loc":["body","empirical_policy","retry_delay"],"msg":"Input should be a valid integer, got a number with a fractional part","input":2.5},{"type":"string_type","loc":["body","empirical_policy","pause_keys",2],"msg":"Input should be a valid string","input":1},{"type":"bool_parsing","loc":["body","empirical_policy","resuming"],"msg":"Input should be a valid boolean, unable to interpret input","input":"maybe"},{"type":"literal_error","loc":["body","empirical_policy","retry_type"],"msg":"Input should be 'in_process' or 'reschedule'","input":"no","ctx":{"expected":"'in_process' or 'reschedule'"}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","name":5,"id":"x"}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":5},{"type":"extra_forbidden","loc":["body","id"],"msg":"Extra inputs are not permitted","input":"x"}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","empirical_policy":{"pause_keys":{"a":1}}}"#,
    #"[{"type":"set_type","loc":["body","empirical_policy","pause_keys"],"msg":"Input should be a valid set","input":{"a":1}}]"#
  ),
  ReferenceAnswer(
    .flowRun,
    #"{"flow_id":"x","name":"n","flow_version":"1","parameters":{"a":1},"context":{},"parent_task_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","empirical_policy":{"retries":1,"retry_delay":2,"max_retries":0,"retry_delay_seconds":0,"pause_keys":["a"],"resuming":true,"retry_type":"reschedule"},"tags":["a"],"labels":{"a":1},"idempotency_key":"k","work_pool_name":"w","work_queue_name":"q","job_variables":{"a":1},"state":{"type":"SCHEDULED","name":"x","message":"m","data":{"a":1},"state_details":{"flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","scheduled_time":"2020-01-01T00:00:00Z","deferred":false,"untrackable_result":true,"pause_reschedule":false,"run_input_keyset":{"a":"b"},"cache_key":"k","transition_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","retriable":null}},"deployment_id":"3","infrastructure_document_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","any_":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}"#,
    #"[{"type":"uuid_parsing","loc":["body","flow_id"],"msg":"Input should be a valid UUID, invalid character: found `x` at 0","input":"x","ctx":{"error":"invalid character: found `x` at 0"}},{"type":"uuid_parsing","loc":["body","deployment_id"],"msg":"Input should be a valid UUID, invalid length: found 1","input":"3","ctx":{"error":"invalid length: found 1"}},{"type":"extra_forbidden","loc":["body","any_"],"msg":"Extra inputs are not permitted","input":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}]"#
  ),
  ReferenceAnswer(
    .flowRunPatch,
    #"{"name":5,"tags":null,"parameters":null,"zip":1,"infrastructure_pid":5}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":5},{"type":"dict_type","loc":["body","parameters"],"msg":"Input should be a valid dictionary","input":null},{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":null},{"type":"string_type","loc":["body","infrastructure_pid"],"msg":"Input should be a valid string","input":5},{"type":"extra_forbidden","loc":["body","zip"],"msg":"Extra inputs are not permitted","input":1}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{}"#,
    #"[{"type":"missing","loc":["body","task_key"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","dynamic_key"],"msg":"Field required","input":{}}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"c","empirical_policy":{"retry_delay":"5","retry_jitter_factor":-1},"task_inputs":{"a":[{"input_type":"zzz"}],"b":5}}"#,
    #"[{"type":"value_error","loc":["body","empirical_policy","retry_jitter_factor"],"msg":"Value error, `retry_jitter_factor` must be >= 0.","input":-1,"ctx":{"error":{}}},{"type":"literal_error","loc":["body","task_inputs","a",0,"TaskRunResult","input_type"],"msg":"Input should be 'task_run'","input":"zzz","ctx":{"expected":"'task_run'"}},{"type":"missing","loc":["body","task_inputs","a",0,"TaskRunResult","id"],"msg":"Field required","input":{"input_type":"zzz"}},{"type":"literal_error","loc":["body","task_inputs","a",0,"FlowRunResult","input_type"],"msg":"Input should be 'flow_run'","input":"zzz","ctx":{"expected":"'flow_run'"}},{"type":"missing","loc":["body","task_inputs","a",0,"FlowRunResult","id"],"msg":"Field required","input":{"input_type":"zzz"}},{"type":"literal_error","loc":["body","task_inputs","a",0,"Parameter","input_type"],"msg":"Input should be 'parameter'","input":"zzz","ctx":{"expected":"'parameter'"}},{"type":"missing","loc":["body","task_inputs","a",0,"Parameter","name"],"msg":"Field required","input":{"input_type":"zzz"}},{"type":"literal_error","loc":["body","task_inputs","a",0,"Constant","input_type"],"msg":"Input should be 'constant'","input":"zzz","ctx":{"expected":"'constant'"}},{"type":"missing","loc":["body","task_inputs","a",0,"Constant","type"],"msg":"Field required","input":{"input_type":"zzz"}},{"type":"list_type","loc":["body","task_inputs","b"],"msg":"Input should be a valid list","input":5}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"e","empirical_policy":{"retry_delay":{"a":1}}}"#,
    #"[{"type":"int_type","loc":["body","empirical_policy","retry_delay","int"],"msg":"Input should be a valid integer","input":{"a":1}},{"type":"float_type","loc":["body","empirical_policy","retry_delay","float"],"msg":"Input should be a valid number","input":{"a":1}},{"type":"list_type","loc":["body","empirical_policy","retry_delay","list[int]"],"msg":"Input should be a valid list","input":{"a":1}},{"type":"list_type","loc":["body","empirical_policy","retry_delay","list[float]"],"msg":"Input should be a valid list","input":{"a":1}}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"e","empirical_policy":{"retry_delay":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]}}"#,
    #"[{"type":"value_error","loc":["body","empirical_policy","retry_delay"],"msg":"Value error, Can not configure more than 50 retry delays per task.","input":[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1],"ctx":{"error":{}}}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"e","cache_key":"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk","task_inputs":[]}"#,
    #"[{"type":"value_error","loc":["body","cache_key"],"msg":"Value error, Cache key exceeded maximum allowed length of 2000 characters.","input":"kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk","ctx":{"error":{}}},{"type":"dict_type","loc":["body","task_inputs"],"msg":"Input should be a valid dictionary","input":[]}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"b","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","flow_run_id":["a"],"cache_key":"c","cache_expiration":"2020-01-01","task_version":"1","empirical_policy":{"retries":1,"retry_delay":[1,2],"retry_jitter_factor":0.5,"max_retries":0,"retry_delay_seconds":0},"tags":["a"],"labels":{"a":1},"task_inputs":{"x":[{"input_type":"task_run","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"},{"input_type":"constant","type":"int"},{"input_type":"parameter","name":"p"}]},"state":{"type":"SCHEDULED","name":"x","message":"m","data":{"a":1},"state_details":{"flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","scheduled_time":"2020-01-01T00:00:00Z","deferred":false,"untrackable_result":true,"pause_reschedule":false,"run_input_keyset":{"a":"b"},"cache_key":"k","transition_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","retriable":null}},"name":"n"}"#,
    #"[{"type":"uuid_type","loc":["body","flow_run_id"],"msg":"UUID input should be a string, bytes or UUID object","input":["a"]}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":"a","dynamic_key":"b","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","cache_key":"c","cache_expiration":"2020-01-01","task_version":"1","empirical_policy":{"retries":1,"retry_delay":[1,2],"retry_jitter_factor":0.5,"max_retries":0,"retry_delay_seconds":0},"tags":["a"],"labels":{"a":1},"task_inputs":{"x":[{"input_type":"task_run","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"},{"input_type":"constant","type":"int"},{"input_type":"parameter","name":0}]},"state":{"type":"SCHEDULED","name":"x","message":"m","data":{"a":1},"state_details":{"flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","scheduled_time":"2020-01-01T00:00:00Z","deferred":false,"untrackable_result":true,"pause_reschedule":false,"run_input_keyset":{"a":"g9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"},"cache_key":"k","transition_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","retriable":null}},"name":"n"}"#,
    #"[{"type":"literal_error","loc":["body","task_inputs","x",2,"TaskRunResult","input_type"],"msg":"Input should be 'task_run'","input":"parameter","ctx":{"expected":"'task_run'"}},{"type":"missing","loc":["body","task_inputs","x",2,"TaskRunResult","id"],"msg":"Field required","input":{"input_type":"parameter","name":0}},{"type":"literal_error","loc":["body","task_inputs","x",2,"FlowRunResult","input_type"],"msg":"Input should be 'flow_run'","input":"parameter","ctx":{"expected":"'flow_run'"}},{"type":"missing","loc":["body","task_inputs","x",2,"FlowRunResult","id"],"msg":"Field required","input":{"input_type":"parameter","name":0}},{"type":"string_type","loc":["body","task_inputs","x",2,"Parameter","name"],"msg":"Input should be a valid string","input":0},{"type":"literal_error","loc":["body","task_inputs","x",2,"Constant","input_type"],"msg":"Input should be 'constant'","input":"parameter","ctx":{"expected":"'constant'"}},{"type":"missing","loc":["body","task_inputs","x",2,"Constant","type"],"msg":"Field required","input":{"input_type":"parameter","name":0}}]"#
  ),
  ReferenceAnswer(
    .taskRun,
    #"{"task_key":{"a":null},"dynamic_key":"b","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","cache_key":"c","cache_expiration":"2020-01-01","task_version":"1","empirical_policy":{"retries":1,"retry_delay":[1,2],"retry_jitter_factor":0.5,"max_retries":0,"retry_delay_seconds":0},"tags":["a"],"labels":{"a":1},"task_inputs":{"x":[{"input_type":"task_run","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"},{"input_type":"constant","type":"int"},{"input_type":"parameter","name":"p"}]},"state":{"type":"SCHEDULED","name":"x","message":"m","data":{"a":1},"state_details":{"flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","scheduled_time":"2020-01-01T00:00:00Z","deferred":false,"untrackable_result":true,"pause_reschedule":false,"run_input_keyset":{"a":"b"},"cache_key":"k","transition_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","retriable":null}},"name":"n"}"#,
    #"[{"type":"string_type","loc":["body","task_key"],"msg":"Input should be a valid string","input":{"a":null}}]"#),
  ReferenceAnswer(
    .taskRunPatch,
    #"{"name":5,"tags":[]}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":5},{"type":"extra_forbidden","loc":["body","tags"],"msg":"Extra inputs are not permitted","input":[]}]"#
  ),
  ReferenceAnswer(
    .taskRunPatch,
    #"{"name":1577836800000}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":1577836800000}]"#),
  ReferenceAnswer(
    .setState,
    #"{"state":{"type":"X"},"force":"q"}"#,
    #"[{"type":"enum","loc":["body","state","type"],"msg":"Input should be 'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'","input":"X","ctx":{"expected":"'SCHEDULED', 'PENDING', 'RUNNING', 'COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED', 'PAUSED' or 'CANCELLING'"}},{"type":"bool_parsing","loc":["body","force"],"msg":"Input should be a valid boolean, unable to interpret input","input":"q"}]"#
  ),
  ReferenceAnswer(
    .setState,
    #"{"state":null}"#,
    #"[{"type":"missing","loc":["body","state"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .setState,
    #""#,
    #"[{"type":"missing","loc":["body","state"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .setState,
    #"[]"#,
    #"[{"type":"missing","loc":["body","state"],"msg":"Field required","input":null},{"type":"missing","loc":["body","force"],"msg":"Field required","input":null}]"#
  ),
  ReferenceAnswer(
    .setState,
    #"{"state":5,"force":null}"#,
    #"[{"type":"model_attributes_type","loc":["body","state"],"msg":"Input should be a valid dictionary or object to extract fields from","input":5}]"#
  ),
  ReferenceAnswer(
    .setState,
    #"{"state":{"type":"SCHEDULED","name":"x","message":"m","data":{"a":1},"state_details":{"flow_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","scheduled_time":"2020-01-01T00:00:00Z","deferred":false,"untrackable_result":true,"pause_reschedule":false,"run_input_keyset":{"a":{"a":null}},"cache_key":"k","transition_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","retriable":null}},"force":true}"#,
    #"[{"type":"string_type","loc":["body","state","state_details","run_input_keyset","a"],"msg":"Input should be a valid string","input":{"a":null}}]"#
  ),
]
