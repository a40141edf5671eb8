/// What the reference (3.8.8) answered to bodies it refused: kind of body, body, `exception_detail`.
let logAnswers: [ReferenceAnswer] = [
  ReferenceAnswer(
    .log,
    #"{}"#,
    #"[{"type":"is_instance_of","loc":["body"],"msg":"Input should be an instance of Sequence","input":{},"ctx":{"class":"Sequence"}}]"#
  ),
  ReferenceAnswer(
    .log,
    #""#,
    #"[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .log,
    #"null"#,
    #"[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .log,
    #""x""#,
    #"[{"type":"sequence_str","loc":["body"],"msg":"'str' instances are not allowed as a Sequence value","input":"x","ctx":{"type_name":"str"}}]"#
  ),
  ReferenceAnswer(
    .log,
    #"[1,{"name":"x"},{"name":"x","level":"30","message":"m","timestamp":"x","worker_id":null},{"name":"x","level":2.5,"message":1,"timestamp":5,"flow_run_id":5}]"#,
    #"[{"type":"model_attributes_type","loc":["body",0],"msg":"Input should be a valid dictionary or object to extract fields from","input":1},{"type":"missing","loc":["body",1,"level"],"msg":"Field required","input":{"name":"x"}},{"type":"missing","loc":["body",1,"message"],"msg":"Field required","input":{"name":"x"}},{"type":"missing","loc":["body",1,"timestamp"],"msg":"Field required","input":{"name":"x"}},{"type":"value_error","loc":["body",2,"timestamp"],"msg":"Value error, Unable to parse string [x]","input":"x","ctx":{"error":{}}},{"type":"extra_forbidden","loc":["body",2,"worker_id"],"msg":"Extra inputs are not permitted","input":null},{"type":"int_from_float","loc":["body",3,"level"],"msg":"Input should be a valid integer, got a number with a fractional part","input":2.5},{"type":"string_type","loc":["body",3,"message"],"msg":"Input should be a valid string","input":1},{"type":"uuid_type","loc":["body",3,"flow_run_id"],"msg":"UUID input should be a string, bytes or UUID object","input":5}]"#
  ),
  ReferenceAnswer(
    .log,
    #"[{"name":"x","level":20,"message":2.5,"timestamp":false,"flow_run_id":-1,"task_run_id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}]"#,
    #"[{"type":"string_type","loc":["body",0,"message"],"msg":"Input should be a valid string","input":2.5},{"type":"value_error","loc":["body",0,"timestamp"],"msg":"value is not a valid datetime","input":false},{"type":"uuid_type","loc":["body",0,"flow_run_id"],"msg":"UUID input should be a string, bytes or UUID object","input":-1}]"#
  ),
  ReferenceAnswer(
    .logFilter,
    #"{"logs":{"level":{"ge_":"x","le_":1.5},"timestamp":{"before_":"x"},"text":{"query":null}},"sort":"A"}"#,
    #"[{"type":"int_parsing","loc":["body","logs","level","ge_"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"int_from_float","loc":["body","logs","level","le_"],"msg":"Input should be a valid integer, got a number with a fractional part","input":1.5},{"type":"value_error","loc":["body","logs","timestamp","before_"],"msg":"Value error, Unable to parse string [x]","input":"x","ctx":{"error":{}}},{"type":"string_type","loc":["body","logs","text","query"],"msg":"Input should be a valid string","input":null},{"type":"enum","loc":["body","sort"],"msg":"Input should be 'TIMESTAMP_ASC' or 'TIMESTAMP_DESC'","input":"A","ctx":{"expected":"'TIMESTAMP_ASC' or 'TIMESTAMP_DESC'"}}]"#
  ),
  ReferenceAnswer(
    .logFilter,
    #"{"logs":{"text":{}}}"#,
    #"[{"type":"missing","loc":["body","logs","text","query"],"msg":"Field required","input":{}}]"#),
  ReferenceAnswer(
    .logFilter,
    #"{"logs":{"text":{"query":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"}}}"#,
    #"[{"type":"string_too_long","loc":["body","logs","text","query"],"msg":"String should have at most 200 characters","input":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","ctx":{"max_length":200}}]"#
  ),
  ReferenceAnswer(
    .logFilter,
    #"{"logs":{"worker_id":{},"flow_run_id":{"is_null_":true}}}"#,
    #"[{"type":"extra_forbidden","loc":["body","logs","flow_run_id","is_null_"],"msg":"Extra inputs are not permitted","input":true},{"type":"extra_forbidden","loc":["body","logs","worker_id"],"msg":"Extra inputs are not permitted","input":{}}]"#
  ),
  ReferenceAnswer(
    .logFilter,
    #"{"limit":5,"offset":0,"sort":"TIMESTAMP_ASC","logs":{"operator":"or_","level":{"ge_":1,"le_":50},"timestamp":{"before_":{"a":"b"},"after_":"2020-01-01"},"flow_run_id":{"any_":["b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"]},"task_run_id":{"any_":["b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"],"is_null_":true},"text":{"query":"x"}}}"#,
    #"[{"type":"value_error","loc":["body","logs","timestamp","before_"],"msg":"value is not a valid datetime","input":{"a":"b"}}]"#
  ),
  ReferenceAnswer(
    .logFilter,
    #"{"limit":5,"offset":0,"sort":"TIMESTAMP_ASC","logs":{"operator":"or_","level":{"ge_":1,"le_":50},"timestamp":{"before_":"2020-01-01","after_":"2020-01-01","zip":"a/b"},"flow_run_id":{"any_":["b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"]},"task_run_id":{"any_":["b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"],"is_null_":true},"text":{"query":"x"}}}"#,
    #"[{"type":"extra_forbidden","loc":["body","logs","timestamp","zip"],"msg":"Extra inputs are not permitted","input":"a/b"}]"#
  ),
]
