"""Says in words where two normalised answers differ."""

import difflib
import json


def differences(left, right, path=""):
    """Yields (path, left, right) for each place where two JSON values differ; 1 and 1.0 and true are different."""
    if type(left) is not type(right):
        yield path or "(body)", left, right
    elif isinstance(left, dict):
        for key in sorted(left.keys() | right.keys()):
            where = f"{path}.{key}" if path else key
            if key not in left:
                yield where, "(absent)", right[key]
            elif key not in right:
                yield where, left[key], "(absent)"
            else:
                yield from differences(left[key], right[key], where)
    elif isinstance(left, list):
        if len(left) != len(right):
            yield f"{path}.length", len(left), len(right)
        for index, (one, other) in enumerate(zip(left, right)):
            yield from differences(one, other, f"{path}[{index}]")
    elif left != right:
        yield path or "(body)", left, right


def describe(left, right, names, most=12):
    """The differences as lines of text: value beside value, or a unified diff when there are many."""
    found = list(differences(left, right))
    if len(found) > most:
        one, other = (json.dumps(each, indent=1, sort_keys=True, ensure_ascii=False).splitlines()
                      for each in (left, right))
        lines = list(difflib.unified_diff(one, other, *names, n=2, lineterm=""))
        rest = [f"… {len(lines) - 80} more lines"] if len(lines) > 80 else []
        return [f"{len(found)} differences"] + lines[:80] + rest
    width = max(len(name) for name in names)
    lines = []
    for path, one, other in found:
        lines += [f"at {path}", f"  {names[0]:{width}}  {_short(one)}", f"  {names[1]:{width}}  {_short(other)}"]
    return lines


def _short(value):
    text = value if value == "(absent)" else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 600 else text[:600] + "…"
