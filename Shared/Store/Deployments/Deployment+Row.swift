internal import JSON
internal import Models
internal import Postgres
internal import Values

extension RowReader {
  /// Reads `DeploymentStatement.columns`; the schedules are read apart.
  mutating func deployment() throws(DatabaseError) -> Deployment {
    var deployment = Deployment(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), name: try text(), flowID: try uuid())
    deployment.version = try optionalText()
    deployment.description = try optionalText()
    deployment.isPaused = try bool()
    deployment.concurrencyLimitID = try optionalUUID()
    deployment.concurrencyOptions = try optionalRawJSON().present
    deployment.jobVariables = try optionalRawJSON().presentObject
    deployment.parameters = try optionalRawJSON().presentObject
    deployment.tags = try strings()
    deployment.labels = try optionalRawJSON().presentObject
    deployment.ownWorkQueueName = try optionalText()
    deployment.workQueueID = try optionalUUID()
    deployment.lastPolled = try optionalTimestamp()
    deployment.parameterSchema = try optionalRawJSON().present
    deployment.path = try optionalText()
    deployment.pullSteps = try optionalRawJSON().present
    deployment.entrypoint = try optionalText()
    deployment.storageDocumentID = try optionalUUID()
    deployment.infrastructureDocumentID = try optionalUUID()
    deployment.createdBy = try optionalRawJSON().present
    deployment.updatedBy = try optionalRawJSON().present
    deployment.status = try text() == DeploymentStatus.ready.rawValue ? .ready : .notReady
    deployment.enforcesParameterSchema = try bool()
    deployment.workQueueName = try optionalText()
    deployment.workPoolID = try optionalUUID()
    deployment.workPoolName = try optionalText()
    deployment.workPoolType = try optionalText()
    deployment.concurrencyLimit = try linkedLimit()
    return deployment
  }

  private mutating func linkedLimit() throws(DatabaseError) -> Deployment.LinkedLimit? {
    guard let id = try optionalUUID() else {
      for _ in 0..<7 { skip() }
      return nil
    }
    return Deployment.LinkedLimit(
      id: id, created: try timestamp(), updated: try timestamp(), isActive: try bool(), name: try text(),
      limit: try int(), activeSlots: try int(), slotDecayPerSecond: try double())
  }

  /// Reads `ScheduleStatement.columns`.
  mutating func deploymentSchedule() throws(DatabaseError) -> DeploymentSchedule {
    DeploymentSchedule(
      id: try uuid(), created: try timestamp(), updated: try timestamp(), deploymentID: try uuid(),
      schedule: try rawJSON(), isActive: try bool(), maximumScheduledRuns: try optionalInt(),
      parameters: try optionalRawJSON().presentObject, slug: try optionalText())
  }
}

extension Deployment {
  /// The values of `DeploymentStatement.update`.
  var updateValues: [SQLValue] {
    [
      .uuid(id), .timestamp(updated), .text(version), .text(description), .bool(isPaused), .uuid(concurrencyLimitID),
      .jsonb(concurrencyOptions?.bytes), .jsonb(jobVariables.bytes), .jsonb(parameters.bytes), .jsonb(tags.json),
      .jsonb(labels.bytes), .text(ownWorkQueueName), .uuid(workQueueID), .jsonb(parameterSchema?.bytes), .text(path),
      .jsonb(pullSteps?.bytes), .text(entrypoint), .uuid(storageDocumentID), .uuid(infrastructureDocumentID),
      .bool(enforcesParameterSchema),
    ]
  }

  /// The values of `DeploymentStatement.insert`.
  var insertValues: [SQLValue] { updateValues + [.text(name), .uuid(flowID)] }

  /// Which of the fields that events tell of differ from those before.
  func changes(since old: Deployment) -> FieldChanges {
    var changes = FieldChanges()
    changes.compare("description", old.description, description)
    changes.compare("tags", RawJSON(validated: old.tags.json), RawJSON(validated: tags.json))
    changes.compare("parameters", old.parameters, parameters)
    changes.compare("parameter_openapi_schema", old.parameterSchema, parameterSchema)
    changes.compare("enforce_parameter_schema", old.enforcesParameterSchema, enforcesParameterSchema)
    changes.compare("entrypoint", old.entrypoint, entrypoint)
    changes.compare("path", old.path, path)
    changes.compare("pull_steps", old.pullSteps, pullSteps)
    changes.compare("work_queue_id", old.workQueueID, workQueueID)
    changes.compare("infra_overrides", old.jobVariables, jobVariables)
    changes.compare("paused", old.isPaused, isPaused)
    changes.compare("labels", old.labels, labels)
    changes.compare("version", old.version, version)
    changes.compare("concurrency_limit_id", old.concurrencyLimitID, concurrencyLimitID)
    changes.compare("concurrency_options", old.concurrencyOptions, concurrencyOptions)
    return changes
  }
}

extension RawJSON? {
  /// Nil even where the column holds JSON null.
  var present: RawJSON? { flatMap { $0.isNull ? nil : $0 } }
}
