/// What the reference (3.8.8) answered to bodies it refused: kind of body, body, `exception_detail`.
let flowAnswers: [ReferenceAnswer] = [
  ReferenceAnswer(
    .flow,
    #"{}"#,
    #"[{"type":"missing","loc":["body","name"],"msg":"Field required","input":{}}]"#),
  ReferenceAnswer(
    .flow,
    #""#,
    #"[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .flow,
    #"null"#,
    #"[{"type":"missing","loc":["body"],"msg":"Field required","input":null}]"#),
  ReferenceAnswer(
    .flow,
    #"[]"#,
    #"[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":[]}]"#
  ),
  ReferenceAnswer(
    .flow,
    #""x""#,
    #"[{"type":"model_attributes_type","loc":["body"],"msg":"Input should be a valid dictionary or object to extract fields from","input":"x"}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":1,"tags":["a",2,null],"labels":{"a":null,"b":[1],"c":1.5,"d":true,"e":"x"},"zip":1}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":1},{"type":"string_type","loc":["body","tags",1],"msg":"Input should be a valid string","input":2},{"type":"string_type","loc":["body","tags",2],"msg":"Input should be a valid string","input":null},{"type":"bool_type","loc":["body","labels","a","bool"],"msg":"Input should be a valid boolean","input":null},{"type":"int_type","loc":["body","labels","a","int"],"msg":"Input should be a valid integer","input":null},{"type":"float_type","loc":["body","labels","a","float"],"msg":"Input should be a valid number","input":null},{"type":"string_type","loc":["body","labels","a","str"],"msg":"Input should be a valid string","input":null},{"type":"bool_type","loc":["body","labels","b","bool"],"msg":"Input should be a valid boolean","input":[1]},{"type":"int_type","loc":["body","labels","b","int"],"msg":"Input should be a valid integer","input":[1]},{"type":"float_type","loc":["body","labels","b","float"],"msg":"Input should be a valid number","input":[1]},{"type":"string_type","loc":["body","labels","b","str"],"msg":"Input should be a valid string","input":[1]},{"type":"extra_forbidden","loc":["body","zip"],"msg":"Extra inputs are not permitted","input":1}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":null,"tags":null,"labels":[]}"#,
    #"[{"type":"string_type","loc":["body","name"],"msg":"Input should be a valid string","input":null},{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":null},{"type":"dict_type","loc":["body","labels"],"msg":"Input should be a valid dictionary","input":[]}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":"a/b","tags":"x","labels":"x"}"#,
    #"[{"type":"string_pattern_mismatch","loc":["body","name"],"msg":"String should match pattern '^[^/%&><]+$'","input":"a/b","ctx":{"pattern":"^[^/%&><]+$"}},{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":"x"},{"type":"dict_type","loc":["body","labels"],"msg":"Input should be a valid dictionary","input":"x"}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":"","tags":{"a":1}}"#,
    #"[{"type":"string_pattern_mismatch","loc":["body","name"],"msg":"String should match pattern '^[^/%&><]+$'","input":"","ctx":{"pattern":"^[^/%&><]+$"}},{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":{"a":1}}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name": "#,
    #"[{"type":"json_invalid","loc":["body",9],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting value"}}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":"é" x"#,
    #"[{"type":"json_invalid","loc":["body",12],"msg":"JSON decode error","input":{},"ctx":{"error":"Expecting ',' delimiter"}}]"#
  ),
  ReferenceAnswer(
    .flow,
    #"{"name":"x","a":1,"b":2}"#,
    #"[{"type":"extra_forbidden","loc":["body","a"],"msg":"Extra inputs are not permitted","input":1},{"type":"extra_forbidden","loc":["body","b"],"msg":"Extra inputs are not permitted","input":2}]"#
  ),
  ReferenceAnswer(
    .flowPatch,
    #"{"tags":null}"#,
    #"[{"type":"list_type","loc":["body","tags"],"msg":"Input should be a valid list","input":null}]"#),
  ReferenceAnswer(
    .flowPatch,
    #"{"name":"x"}"#,
    #"[{"type":"extra_forbidden","loc":["body","name"],"msg":"Extra inputs are not permitted","input":"x"}]"#),
]
