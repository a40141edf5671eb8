/// What the reference (3.8.8) answered to bodies it refused: kind of body, body, `exception_detail`.
let eventAnswers: [ReferenceAnswer] = [
  ReferenceAnswer(
    .event,
    #"{}"#,
    #"[{"type":"list_type","loc":["body"],"msg":"Input should be a valid list","input":{}}]"#),
  ReferenceAnswer(
    .event,
    #"[{"occurred":"2020-01-01","event":5,"resource":{},"id":"x"}]"#,
    #"[{"type":"string_type","loc":["body",0,"event"],"msg":"Input should be a valid string","input":5},{"type":"value_error","loc":["body",0,"resource"],"msg":"Value error, Resources must include the prefect.resource.id label","input":{},"ctx":{"error":{}}},{"type":"uuid_parsing","loc":["body",0,"id"],"msg":"Input should be a valid UUID, invalid character: found `x` at 0","input":"x","ctx":{"error":"invalid character: found `x` at 0"}}]"#
  ),
  ReferenceAnswer(
    .event,
    #"[{"resource":{"prefect.resource.id":""},"related":[{"prefect.resource.id":"x"},{"prefect.resource.id":"x","prefect.resource.role":""},5],"payload":[]}]"#,
    #"[{"type":"missing","loc":["body",0,"occurred"],"msg":"Field required","input":{"resource":{"prefect.resource.id":""},"related":[{"prefect.resource.id":"x"},{"prefect.resource.id":"x","prefect.resource.role":""},5],"payload":[]}},{"type":"missing","loc":["body",0,"event"],"msg":"Field required","input":{"resource":{"prefect.resource.id":""},"related":[{"prefect.resource.id":"x"},{"prefect.resource.id":"x","prefect.resource.role":""},5],"payload":[]}},{"type":"value_error","loc":["body",0,"resource"],"msg":"Value error, The prefect.resource.id label must be non-empty","input":{"prefect.resource.id":""},"ctx":{"error":{}}},{"type":"value_error","loc":["body",0,"related",0],"msg":"Value error, Related Resources must include the prefect.resource.role label","input":{"prefect.resource.id":"x"},"ctx":{"error":{}}},{"type":"value_error","loc":["body",0,"related",1],"msg":"Value error, The prefect.resource.role label must be non-empty","input":{"prefect.resource.id":"x","prefect.resource.role":""},"ctx":{"error":{}}},{"type":"dict_type","loc":["body",0,"related",2],"msg":"Input should be a valid dictionary","input":5},{"type":"dict_type","loc":["body",0,"payload"],"msg":"Input should be a valid dictionary","input":[]},{"type":"missing","loc":["body",0,"id"],"msg":"Field required","input":{"resource":{"prefect.resource.id":""},"related":[{"prefect.resource.id":"x"},{"prefect.resource.id":"x","prefect.resource.role":""},5],"payload":[]}}]"#
  ),
  ReferenceAnswer(
    .event,
    #"[{"occurred":"2020-01-01","event":"x","resource":{"prefect.resource.id":"a","b":null,"c":1},"id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","related":{},"payload":null,"follows":1}]"#,
    #"[{"type":"string_type","loc":["body",0,"resource","b"],"msg":"Input should be a valid string","input":null},{"type":"string_type","loc":["body",0,"resource","c"],"msg":"Input should be a valid string","input":1},{"type":"list_type","loc":["body",0,"related"],"msg":"Input should be a valid list","input":{}},{"type":"dict_type","loc":["body",0,"payload"],"msg":"Input should be a valid dictionary","input":null},{"type":"uuid_type","loc":["body",0,"follows"],"msg":"UUID input should be a string, bytes or UUID object","input":1}]"#
  ),
  ReferenceAnswer(
    .event,
    #"[{"occurred":"2020-01-01","event":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","resource":5,"id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}]"#,
    #"[{"type":"value_error","loc":["body",0,"event"],"msg":"Value error, Event name must be at most 1024 characters","input":"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx","ctx":{"error":{}}},{"type":"dict_type","loc":["body",0,"resource"],"msg":"Input should be a valid dictionary","input":5}]"#
  ),
  ReferenceAnswer(
    .event,
    #"[{"occurred":"2020-01-01T00:00:00Z","event":"e","resource":{"prefect.resource.id":"r","l":"v"},"related":[{"prefect.resource.id":"x","prefect.resource.role":"y"}],"payload":"g9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","follows":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}]"#,
    #"[{"type":"dict_type","loc":["body",0,"payload"],"msg":"Input should be a valid dictionary","input":"g9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f"}]"#
  ),
  ReferenceAnswer(
    .event,
    #"[{"occurred":"2020-01-01T00:00:00Z","event":{"a":null},"resource":{"prefect.resource.id":"r","l":"v"},"related":[false],"payload":{"a":1},"id":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","follows":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3f","name":"and_"}]"#,
    #"[{"type":"string_type","loc":["body",0,"event"],"msg":"Input should be a valid string","input":{"a":null}},{"type":"dict_type","loc":["body",0,"related",0],"msg":"Input should be a valid dictionary","input":false}]"#
  ),
]
