"""Scenarios that are unkind to a running server; each ends within a bounded time and says passed or failed with figures."""
