/// What the reference (3.8.8) answered to bodies it refused: kind of body, body, `exception_detail`.
let variableAnswers: [ReferenceAnswer] = [
  ReferenceAnswer(
    .variable,
    #"{}"#,
    #"[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}},{"type":"missing","loc":["body","value"],"msg":"Field required","input":{}}]"#
  ),
  ReferenceAnswer(
    .variable,
    #"{"name":"A B","value":1,"tags":[]}"#,
    #"[{"type":"value_error","loc":["body","name"],"msg":"Value error, Variable name must only contain lowercase letters, numbers, and dashes or underscores.","input":"A B","ctx":{"error":{}}}]"#
  ),
  ReferenceAnswer(
    .variable,
    #"{"name":5}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":5},{"type":"missing","loc":["body","value"],"msg":"Field required","input":{"name":5}}]"#
  ),
  ReferenceAnswer(
    .variable,
    #"{"name":"x","value":1,"tags":null,"id":"3"}"#,
    #"[{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":null},{"type":"extra_forbidden","loc":["body","id"],"msg":"Extra inputs are not permitted","input":"3"}]"#
  ),
  ReferenceAnswer(
    .variable,
    #"{"name":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","value":1}"#,
    #"[{"type":"too_long","loc":["body","name"],"msg":"Value should have at most 255 items after validation, not 256","input":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa","ctx":{"field_type":"Value","max_length":255,"actual_length":256}}]"#
  ),
  ReferenceAnswer(
    .variable,
    #"{"name":"x","value":12345678901234567890123}"#,
    #"[{"type":"value_error","loc":["body","value"],"msg":"Value error, Variable value must be serializable to JSON","input":12345678901234567890123,"ctx":{"error":{}}}]"#
  ),
  ReferenceAnswer(
    .variablePatch,
    #"{"name":"A B","tags":5,"value":null}"#,
    #"[{"type":"value_error","loc":["body","name"],"msg":"Value error, Variable name must only contain lowercase letters, numbers, and dashes or underscores.","input":"A B","ctx":{"error":{}}},{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":5}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"[]"#,
    #"[{"type":"missing","loc":["body","limit"],"msg":"Field required","input":null},{"type":"missing","loc":["body","offset"],"msg":"Field required","input":null},{"type":"missing","loc":["body","variables"],"msg":"Field required","input":null},{"type":"missing","loc":["body","sort"],"msg":"Field required","input":null}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #""x""#,
    #"[{"type":"missing","loc":["body","limit"],"msg":"Field required","input":null},{"type":"missing","loc":["body","offset"],"msg":"Field required","input":null},{"type":"missing","loc":["body","variables"],"msg":"Field required","input":null},{"type":"missing","loc":["body","sort"],"msg":"Field required","input":null}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"{"limit":true,"offset":2.5,"variables":[]}"#,
    #"[{"type":"int_from_float","loc":["body","offset"],"msg":"Input should be a valid integer, got a number with a fractional part","input":2.5},{"type":"model_attributes_type","loc":["body","variables"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"{"limit":{},"offset":"99999999999999999999999999x","variables":{"operator":null,"name":[]}}"#,
    #"[{"type":"int_type","loc":["body","limit"],"msg":"Input should be a valid integer","input":{}},{"type":"int_parsing","loc":["body","offset"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"99999999999999999999999999x"},{"type":"enum","loc":["body","variables","operator"],"msg":"Input should be 'and_' or 'or_'","input":null,"ctx":{"expected":"'and_' or 'or_'"}},{"type":"model_attributes_type","loc":["body","variables","name"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"{"limit":"x","offset":-1,"sort":"FOO","variables":{"operator":"xor","id":{"any_":["x",5,null]},"name":{"any_":["a",1],"like_":3},"tags":{"all_":"x","is_null_":"maybe","any_":[]},"foo":1}}"#,
    #"[{"type":"int_parsing","loc":["body","limit"],"msg":"Input should be a valid integer, unable to parse string as an integer","input":"x"},{"type":"greater_than_equal","loc":["body","offset"],"msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0}},{"type":"enum","loc":["body","variables","operator"],"msg":"Input should be 'and_' or 'or_'","input":"xor","ctx":{"expected":"'and_' or 'or_'"}},{"type":"uuid_parsing","loc":["body","variables","id","any_",0],"msg":"Input should be a valid UUID, invalid character: found `x` at 0","input":"x","ctx":{"error":"invalid character: found `x` at 0"}},{"type":"uuid_type","loc":["body","variables","id","any_",1],"msg":"UUID input should be a string, bytes or UUID object","input":5},{"type":"uuid_type","loc":["body","variables","id","any_",2],"msg":"UUID input should be a string, bytes or UUID object","input":null},{"type":"string_type","loc":["body","variables","name","any_",1],"msg":"Input should be a valid string","input":1},{"type":"string_type","loc":["body","variables","name","like_"],"msg":"Input should be a valid string","input":3},{"type":"list_type","loc":["body","variables","tags","all_"],"msg":"Input should be a valid list","input":"x"},{"type":"bool_parsing","loc":["body","variables","tags","is_null_"],"msg":"Input should be a valid boolean, unable to interpret input","input":"maybe"},{"type":"extra_forbidden","loc":["body","variables","tags","any_"],"msg":"Extra inputs are not permitted","input":[]},{"type":"extra_forbidden","loc":["body","variables","foo"],"msg":"Extra inputs are not permitted","input":1},{"type":"enum","loc":["body","sort"],"msg":"Input should be 'CREATED_DESC', 'UPDATED_DESC', 'NAME_DESC' or 'NAME_ASC'","input":"FOO","ctx":{"expected":"'CREATED_DESC', 'UPDATED_DESC', 'NAME_DESC' or 'NAME_ASC'"}}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"{"limit":5,"offset":0,"sort":"NAME_ASC","variables":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3"}"#,
    #"[{"type":"model_attributes_type","loc":["body","variables"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"b9a4c0b8-4f4f-4c8f-9f1e-3f3f3f3f3f3"}]"#
  ),
  ReferenceAnswer(
    .variableFilter,
    #"{"limit":5,"offset":0,"sort":"NAME_ASC","variables":{"operator":"or_","id":"x","name":{"any_":["a"],"like_":"b"},"tags":{"operator":"or_","all_":["a"],"is_null_":false}}}"#,
    #"[{"type":"model_attributes_type","loc":["body","variables","id"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"x"}]"#
  ),
]
