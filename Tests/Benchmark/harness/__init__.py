"""What the benchmark and the robustness checks share: a private PostgreSQL, the servers, and readings of their processes."""
