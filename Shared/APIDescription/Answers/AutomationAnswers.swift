internal import Models

extension ValueSchema {
  static var automation: ValueSchema {
    answer(
      "Automation",
      [
        "name": .string,
        "description": .string,
        "enabled": .boolean,
        "tags": .list(.string),
        "trigger": .triggerOutput,
        "actions": .list(.automationActionOutput),
        "actions_on_trigger": .list(.automationActionOutput),
        "actions_on_resolve": .list(.automationActionOutput),
        "id": .uuid,
        "created": .timestamp,
        "updated": .timestamp,
      ])
  }

  static var eventTriggerOutput: ValueSchema {
    answer(
      "EventTriggerOutput",
      [
        "type": .texts(["event"]),
        "id": .uuid,
        "match": .resourceSpecification,
        "match_related": .either([.resourceSpecification, .list(.resourceSpecification)]),
        "after": .list(.string),
        "expect": .list(.string),
        "for_each": .list(.string),
        "posture": .texts(["Reactive", "Proactive"]),
        "threshold": .integer,
        "within": .number,
      ])
  }

  static var metricTriggerOutput: ValueSchema {
    answer(
      "MetricTriggerOutput",
      [
        "type": .texts(["metric"]),
        "id": .uuid,
        "match": .resourceSpecification,
        "match_related": .either([.resourceSpecification, .list(.resourceSpecification)]),
        "posture": .texts(["Metric"]),
        "metric": .members([
          "name": .enumeration(MetricTrigger.Metric.self),
          "threshold": .number,
          "operator": .enumeration(MetricTrigger.Comparison.self),
          "range": .number,
          "firing_for": .number,
        ]),
      ])
  }

  static var compoundTriggerOutput: ValueSchema {
    answer(
      "CompoundTriggerOutput",
      [
        "type": .texts(["compound"]),
        "id": .uuid,
        "triggers": .list(.triggerOutput),
        "within": .nullable(.number),
        "require": .labelValue,
      ])
  }

  static var sequenceTriggerOutput: ValueSchema {
    answer(
      "SequenceTriggerOutput",
      [
        "type": .texts(["sequence"]),
        "id": .uuid,
        "triggers": .list(.triggerOutput),
        "within": .nullable(.number),
      ])
  }
}
