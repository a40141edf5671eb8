"""What happened to a system under faults, as plain values, and a checker that finds what should not have happened."""
