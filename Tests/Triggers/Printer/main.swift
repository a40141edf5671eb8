// Evaluates triggers, one case for each line of JSON that comes in, and answers each with a line of JSON:
//
//   {"patterns": [PATTERN…], "values": [TEXT…]}            → a list of whether each value matches for each pattern
//   {"firings": [FIRING…]}                                 → the firings, read and written
//   {"automations": [AUTOMATION…], "events": [EVENT…]}     → for each event the ids of the triggers it concerns
//   {"automations": [AUTOMATION…], "steps": [STEP…]}       → for each step what fired and what is remembered then
//
// A step is {"event": EVENT, "now": MOMENT}, or {"asOf": MOMENT, "now": MOMENT} for proactive triggers. Moments are in
// microseconds since 1970.

import JSON
import Models
import Triggers

func answer(_ line: String, into writer: inout JSONWriter) {
  guard let root = RawJSON(validated: Array(line.utf8)).document()?.root else { return writer.null() }
  if let patterns = root["patterns" as StaticString] {
    let values = root["values" as StaticString]?.elements.map { $0.text } ?? []
    writer.beginArray()
    for pattern in patterns.elements {
      let glob = GlobPattern(pattern.text ?? "")
      writer.string(values.map { glob.matches($0) ? "1" : "0" }.joined())
    }
    writer.endArray()
    return
  }
  if let firings = root["firings" as StaticString] {
    return writer.values(firings.elements.compactMap { Reading<Firing>.model(Firing.self).stored($0.raw) })
  }
  var index = TriggerIndex()
  for automation in root["automations" as StaticString]?.elements.map({ $0 }) ?? [] {
    guard let stored = Reading<Automation>.model(Automation.self).stored(automation.raw),
      let loaded = LoadedAutomation(stored)
    else { return writer.string("an automation can't be loaded") }
    index.insert(loaded)
  }
  if let events = root["events" as StaticString] {
    writer.beginArray()
    for event in events.elements {
      guard let event = Reading<ReceivedEvent>.model(ReceivedEvent.self).stored(event.raw) else { return }
      writer.uuids(index.interested(in: event.event).map(\.1.id))
    }
    writer.endArray()
    return
  }
  var evaluation = Evaluation(index)
  writer.beginArray()
  for step in root["steps" as StaticString]?.elements.map({ $0 }) ?? [] {
    evaluation.take(step)
    evaluation.write(to: &writer)
  }
  writer.endArray()
}

while let line = readLine() {
  var writer = JSONWriter()
  answer(line, into: &writer)
  print(String(decoding: writer.bytes, as: UTF8.self))
}
