"""Blocks, subjects and bodies to be sent."""

import random

TEXTS = [
    "Hello", "Flow run my-run entered state `Failed` at 2026-01-01.", "", " ", "  padded \n", "two\nlines\r\nand a third", "ünïcödé 🎉 漢字",
    "a & b < c > d", "<b>bold</b> &amp; **markdown** _it_ [text](https://example.com/?a=1&b=2)", "<https://example.com/a?x=1&y=2|a link> & more",
    "<!here> and <!channel|the channel>, <@U123|somebody> <@U9>!", "mail <mailto://x@example.com|me> or user@example.com > all",
    "100%41 %zz %20 a+b=c;d&e", "\ttabs\tand \"quotes\" 'single' \\ backslash", "<at>someone</at> and <AT> other </AT><at>someone</at>",
    "{{ name }} {{body}}", "x" * 129, "y" * 131, "long " * 2000, "né" * 500, "# heading\n- list\n1. one", "!a> @b> http://c.d>", "<!|x> <@|y>", "!|>", "\u2028 odd \x1f\x0b",
    "!here|say> what &gt; !x |  y > z", "<<https://a.b>>", "https://a.b|c>", "null",
]
SUBJECTS = [None, "", "Prefect automated notification", "  Subject & <b> \n", "ünï 🎉", "s" * 300, "100%41 a+b", "<!here>", "z" * 130, "word " * 26]
TYPES = ["info", "success", "warning", "failure"]

BASES = {
    "webhook": {"url": "https://hooks.example.com/abc?x=1", "headers": {"X-Key": "secret", "Content-Type": "application/json"}},
    "slack-webhook": {"url": "https://hooks.slack.com/services/T0001/B0001/abcDEF123"},
    "ms-teams-webhook": {
        "url": "https://prod-1.westus.logic.azure.com:443/workflows/abc123/triggers/manual/paths/invoke"
               "?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=SIG-nature_1"
    },
    "pager-duty-webhook": {"integration_key": "integrationKey", "api_key": "apiKey"},
    "twilio-sms": {"account_sid": "AC0123456789abcdef", "auth_token": "token123", "from_phone_number": "18001234567", "to_phone_numbers": ["18004242424"]},
    "opsgenie-webhook": {"apikey": "key-1"},
    "mattermost-webhook": {"hostname": "mattermost.example.com", "token": "abc123"},
    "discord-webhook": {"webhook_id": "123456", "webhook_token": "token_-9"},
    "custom-webhook": {"name": "Mine", "url": "https://example.com/hook", "json_data": {"text": "{{subject}}\n{{body}}", "n": 1}},
    "sendgrid-email": {"api_key": "SG.key_1-2", "sender_email": "sender@example.com", "to_emails": ["one@example.com"]},
}

# For each field, values that it may have in random cases.
FIELDS = {
    "webhook": {
        "method": ["GET", "POST", "PUT", "PATCH", "DELETE"], "allow_private_urls": [True], "verify": [True, False],
        "url": ["http://example.com", "https://example.com/a b/ü?q=a b&c=%20#frag", "https://user:p%40ss@example.com/x", "https://example.com:8443/?", "https://example.com/%7Ba%7D{b}"],
        "headers": [{}, {"Authorization": "Bearer x"}, {"content-type": "text/plain", "X-A": "1"}],
    },
    "slack-webhook": {
        "url": ["https://hooks.slack-gov.com/services/T1/B1/xyz", "https://hooks.slack.com/services/T1/B1/xyz/", "http://HOOKS.slack.com/services/T1/B1/xYz",
                "https://hooks.slack.com/workflows/T1/A1/123/abc", "https://hooks.slack.com/triggers/T1/123/abc", "https://hooks.slack.com/services/T1/B1/xyz?image=no",
                "https://hooks.slack.com/services/T1/B1/xyz?footer=no&image=yes", "https://hooks.slack.com/services/T1/B1/xyz?timestamp=no", "https://example.com/hook",
                "https://hooks.slack.com/services/T1/B1", "https://hooks.slack.com/services/T1/B-1/xyz"],
        "notify_type": TYPES, "allow_private_urls": [True],
    },
    "ms-teams-webhook": {
        "url": ["https://h.example.com/workflows/ID/triggers/manual/paths/invoke?sig=abc", "http://h.example.com:8080/workflows/I_D-1/triggers/manual/paths/invoke/?sig=abc&api-version=2020-01-01",
                "https://h.example.com:443/powerautomate/automations/direct/workflows/ID/triggers/manual/paths/invoke?api-version=1&sig=abc",
                "https://h.example.com:443/powerautomate/automations/direct/cu/12/workflows/ID/triggers/manual/paths/invoke?sig=abc", "https://example.com/hook",
                "https://h.example.com/workflows/ID/triggers/manual/paths/invoke"],
        "notify_type": TYPES, "include_image": [True, False], "wrap": [True, False],
    },
    "pager-duty-webhook": {
        "notify_type": TYPES, "source": ["Prefect", "My source", "a/b", None, "ü%20"], "component": ["Notification", "core db"], "group": [None, "grp 1", "50%25"],
        "class_id": [None, "class", "ä"], "region_name": ["us", "eu"], "clickable_url": [None, "https://example.com", "https://example.com/a?b=c%20d"],
        "include_image": [True, False], "custom_details": [None, {"disk": "145GB", "a b": "50%41 + ü", "x": " padded "}],
    },
    "twilio-sms": {
        "from_phone_number": ["18001234567", "+1 (800) 123-4567", "12345", "123456", "1234567890", "whatsapp:18001234567"],
        "to_phone_numbers": [["18004242424", "18004242425"], ["+1 (800) 424-2424"], ["8004242424"], ["12"], [], ["w:18004242424", "18004242425"]],
        "notify_type": TYPES, "auth_token": ["token123", "bad token"],
    },
    "opsgenie-webhook": {
        "notify_type": TYPES, "target_user": [None, ["user@example.com", "b"]], "target_team": [None, ["team", "2f3c1b9e-6d0b-4a3c-9a55-0f6b6a1c2d3e"]],
        "target_schedule": [None, ["nights"]], "target_escalation": [None, ["all"]], "region_name": ["us", "eu"], "batch": [True, False],
        "tags": [None, ["tag2", "tag1"], ["a b", "c,d"]], "priority": [None, 1, 3, 5, 7], "alias": [None, "al 1", "50%25"], "entity": [None, "ent"],
        "details": [None, {"k": "v", "type": "own"}, {"a b": "c%20d ü"}],
    },
    "mattermost-webhook": {
        "notify_type": TYPES, "secure": [True, False], "botname": [None, "Bot ü", "a%20b"], "channels": [None, ["town"], ["#b", "+a", "bad channel!"], ["a", "b"]],
        "include_image": [True, False], "path": [None, "/sub/", "/a/b"], "port": [8065, 443, 80],
    },
    "discord-webhook": {
        "notify_type": TYPES, "botname": [None, "Bot"], "tts": [True, False], "include_image": [True, False], "avatar": [True, False],
        "avatar_url": [None, "https://example.com/a.png?x=1 2", "https://example.com/50%2541"],
    },
    "custom-webhook": {
        "method": ["GET", "POST", "PUT", "PATCH", "DELETE"], "url": ["https://example.com/{{ name }}?old=1", "http://example.com/a?b={{body}}", "https://example.com/{{token}}"],
        "params": [None, {}, {"a": "{{subject}}", "b c": "d&e"}], "headers": [None, {"Authorization": "Bearer {{token}}"}, {"user-agent": "me", "content-type": "x/y"}],
        "cookies": [None, {"session": "abc", "b": "{{ token }}"}], "secrets": [{"token": "s3cr3t"}, {"token": "{{body}}"}],
        "json_data": [{"text": "{{body}}", "list": ["{{ subject }}", 1, None, True, {"deep": "a {{name}} b"}], "x.y": 1.5}, {}, {"secret": "{{token}}"}, {"unknown": "{{nothing}}"}],
    },
    "sendgrid-email": {
        "to_emails": [["b@example.com", "a@example.com"], [], ["nobody"], ["Name <named@example.com>"], ["sender@example.com"], ["label+user@example.com"]],
        "sender_email": ["sender@example.com", "no sender", "Me <me@example.com>"],
    },
}
FORMS = [{"text": "{{body}}", "a": "{{subject}}"}, "raw {{body}} {{token}}", {}, ""]
STATUSES = [(200, "ok"), (200, "no"), (201, "{}"), (202, '{"requestId": "r"}'), (204, ""), (302, ""), (400, "bad"), (401, ""), (404, "not here"), (413, ""),
            (429, '{"code": 20429, "message": "Too Many Requests"}'), (500, "{}"), (503, "x")]


def case(slug, data, subject="Subject", body="Body", **more):
    if slug == "webhook" or data.get("method") == "GET":
        body = body[:500]
    if slug in ("webhook", "custom-webhook"):
        # A header and an address take no line breaks, and what both refuse has no request.
        more.pop("answer", None)
    return {"slug": slug, "data": data, "subject": subject, "body": body} | more


def chosen():
    cases = []
    for slug, data in BASES.items():
        cases.append(case(slug, data))
        cases += [case(slug, data, "Subject", text) for text in TEXTS]
        cases += [case(slug, data, subject, "Body & <x>") for subject in SUBJECTS]
        cases.append(case(slug, data, "", ""))
        if slug not in ("webhook", "custom-webhook"):
            cases += [case(slug, data, status=status, answer=answer) for status, answer in STATUSES]
        for field, values in FIELDS[slug].items():
            cases += [case(slug, data | {field: value} | ({"secrets": {"token": "t"}} if slug == "custom-webhook" and field != "secrets" else {})) for value in values]
    form = {name: value for name, value in BASES["custom-webhook"].items() if name != "json_data"} | {"secrets": {"token": "t"}}
    cases += [case("custom-webhook", form | {"form_data": value}) for value in FORMS]
    cases.append(case("custom-webhook", BASES["custom-webhook"] | {"form_data": "both"}))
    return cases


def random_cases(count):
    source = random.Random(20)
    cases = []
    for _ in range(count):
        slug = source.choice(list(BASES))
        data = dict(BASES[slug])
        for field, values in FIELDS[slug].items():
            if source.random() < 0.5:
                data[field] = source.choice(values)
        if slug == "custom-webhook" and source.random() < 0.4:
            del data["json_data"]
            data["form_data"] = source.choice(FORMS)
        words = [source.choice(TEXTS) for _ in range(source.randint(1, 3))]
        status = {} if source.random() < 0.7 else dict(zip(("status", "answer"), source.choice(STATUSES)))
        cases.append(case(slug, data, source.choice(SUBJECTS), "".join(words), **({} if slug in ("webhook", "custom-webhook") else status)))
    return cases
