"""The targets, and whether this run met them."""

from .table import collect


def verdicts(rounds: dict[str, list[dict]], limits: dict, ceiling: dict, acting: dict) -> list[tuple[str, str, bool]]:
    """Sentence, figure, met; only what was measured appears."""
    found = []
    reference, apus = rounds.get("reference", []), rounds.get("apus", [])

    def judge(sentence: str, value: float | None, least: float | None = None, most: float | None = None, unit: str = "x"):
        if value is not None:
            met = (least is None or value >= least) and (most is None or value <= most)
            found.append((sentence, f"{value:.2f}{unit}", met))

    def ratio(*path: str) -> float | None:
        left, right = collect(apus, *path), collect(reference, *path)
        return left / right if left and right else None

    judge("life cycles at 8 clients are at least 30 times the reference's", ratio("cycles", "8", "cycles_per_second"), least=30)
    judge("transitions at 32 clients are at least 50 times the reference's", ratio("cycles", "32", "set_state_per_second"), least=50)
    for clients, least in (("8", 60), ("32", 70)):
        limit = limits.get("apus", {}).get(clients, {}).get("cycles_per_second")
        own = collect(apus, "cycles", clients, "cycles_per_second")
        if limit and own:
            judge(f"life cycles at {clients} clients are at least {least} % of what pgbench reaches with the same SQL",
                  own / limit * 100, least=least, unit=" %")
    if rate := collect(apus, "paced", "rate"):
        judge(f"p99 of set_state at {rate:,.0f} a second (2,000 in proportion) is under 25 ms",
              collect(apus, "paced", "set_state_p99_ms"), most=25, unit=" ms")
    if rate := collect(apus, "stream", "rate"):
        judge(f"of {rate:,.0f} task-run events a second (10,000 in proportion) as many are taken",
              collect(apus, "stream", "events_per_second"), least=rate * 0.99, unit="/s")
        judge("  and each is readable within 100 ms (p99)", collect(apus, "stream", "readable_p99_ms"), most=100, unit=" ms")
    judge("events are at least 40 times the reference's", ratio("events", "events_per_second"), least=40)
    judge("block reads are at least 50 times the reference's", ratio("blocks", "requests_per_second"), least=50)
    if share := collect(apus, "workers", "cpu_share_of_thousand"):
        judge("2,000 workers that poll every ten seconds cost at most a fifth of a core", share * 2, most=0.2)
    judge("p99 of a life cycle at 8 clients is at most a tenth", ratio("cycles", "8", "cycle_p99_ms"), most=0.1)
    judge("p99 of set_state at 8 clients is at most a tenth", ratio("cycles", "8", "set_state_p99_ms"), most=0.1)
    if own := acting.get("apus"):
        judge(f"p99 from an event's commit to that of its firing is under 150 ms at {own['rate']} a second", own["p99_ms"], most=150, unit=" ms")
        judge("  and every event fires", own["fired"] / own["sent"] * 100, least=100, most=100, unit=" %")
        judge("a thousand automations that no event concerns cost less than 5 % of the events a second", own["cost"]["loss_percent"], most=5, unit=" %")
    for service in sorted({name for figures in apus for name in figures.get("resting", {}).get("resident", {})}):
        resident = collect(apus, "resting", "resident", service)
        judge(f"{service} takes under 40 MB when idle", resident / 1e6, most=40, unit=" MB")
    for service in sorted({name for figures in apus for start in figures.get("starts", []) for name in start}):
        times = [start[service] * 1000 for figures in apus for start in figures.get("starts", []) if start.get(service)]
        # The first start of a round may find cold files; the middle one is what a restart costs.
        judge(f"{service} is ready within 200 ms of its start", sorted(times)[len(times) // 2] if times else None, most=200, unit=" ms")
    for name, path in (("cycles", ("cycles", "8", "cycles_per_second")), ("events", ("events", "events_per_second")),
                       ("lines", ("logs", "lines_per_second"))):
        fastest = max((value for value in (collect(apus, *path), collect(reference, *path)) if value), default=None)
        most = ceiling.get(f"{name}_per_second")
        if fastest and most:
            judge(f"the generator can do at least 5 times the {name} that were measured", most / fastest, least=5)
    return found
