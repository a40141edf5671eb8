internal import Models
internal import Values

/// What an update of a deployment does to its schedules: they are told apart by their slugs if all have one, else
/// replaced as a whole (contract §7.9).
struct ScheduleChanges {
  var replacesAll = false
  /// Schedules that get another slug.
  var renamed: [UUID] = []
  var updates: [(UUID, DeploymentScheduleUpdate)] = []
  var additions: [DeploymentScheduleCreate] = []

  init(_ sent: Field<[DeploymentScheduleUpdate]>, existing: [DeploymentSchedule]) throws(DomainError) {
    let provided = sent.value ?? []
    let allProvided = provided.allSatisfy { $0.slug != nil }
    let allExisting = !existing.isEmpty && existing.allSatisfy { $0.slug != nil }
    guard allExisting else {
      guard sent.isPresent else { return }
      replacesAll = true
      for schedule in provided {
        if let addition = ScheduleChanges.addition(schedule) { additions.append(addition) }
      }
      return
    }
    guard allProvided else {
      throw .unprocessable(
        "Please provide a slug for each schedule in your request to ensure schedules are updated correctly.")
    }
    try ScheduleChanges.checkRenames(provided, existing)
    for schedule in provided {
      if let current = existing.first(where: { $0.slug == schedule.replaced ?? schedule.slug }) {
        updates.append((current.id, schedule))
        if schedule.replaced != nil { renamed.append(current.id) }
      } else if let addition = ScheduleChanges.addition(schedule) {
        additions.append(addition)
      } else {
        throw .unprocessable("Unable to create new deployment schedules without a schedule configuration.")
      }
    }
  }

  private static func checkRenames(
    _ provided: [DeploymentScheduleUpdate], _ existing: [DeploymentSchedule]
  ) throws(DomainError) {
    var replaced: Set<String> = []
    for slug in provided.compactMap(\.replaced) where !replaced.insert(slug).inserted {
      throw .unprocessable("Multiple schedules have 'replaces' targeting the same slug: \(slug)")
    }
    for schedule in provided {
      guard let old = schedule.replaced, let slug = schedule.slug, !slug.isEmpty, !replaced.contains(slug),
        existing.contains(where: { $0.slug == slug })
      else { continue }
      throw .unprocessable(
        "Cannot rename schedule from '\(old)' to '\(slug)': a schedule with slug '\(slug)' already exists.")
    }
  }

  private static func addition(_ sent: DeploymentScheduleUpdate) -> DeploymentScheduleCreate? {
    sent.schedule.map { schedule in
      var addition = DeploymentScheduleCreate(
        schedule, isActive: sent.isActive ?? true, parameters: sent.parameters, slug: sent.slug)
      addition.maximumScheduledRuns = sent.maximumScheduledRuns
      return addition
    }
  }
}

extension DeploymentScheduleUpdate {
  /// The slug whose schedule it changes under another name.
  fileprivate var replaced: String? { replaces.flatMap { $0.isEmpty ? nil : $0 } }
}
