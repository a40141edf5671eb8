/// Whether somebody asks for the runs of a deployment.
public enum DeploymentStatus: String, Sendable, CaseIterable {
  case ready = "READY"
  case notReady = "NOT_READY"
}

/// The orders of a list of deployments.
public enum DeploymentSort: String, Sendable, CaseIterable {
  case createdDescending = "CREATED_DESC"
  case updatedDescending = "UPDATED_DESC"
  case nameAscending = "NAME_ASC"
  case nameDescending = "NAME_DESC"
}
