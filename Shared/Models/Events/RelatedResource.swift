/// A resource an event is related to: one with a role.
public typealias RelatedResource = Resource
