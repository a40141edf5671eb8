"""The table that the benchmark prints, made from the figures of all rounds."""

import statistics


def middle(values: list[float]) -> float | None:
    """The median: rounds alternate, so that a drift of the machine meets both servers alike, and one bad round counts for no more
    than a good one."""
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None


def collect(rounds: list[dict], *path: str) -> float | None:
    """The median of one figure over the rounds that have it."""
    values = []
    for figures in rounds:
        current = figures
        for key in path:
            current = current.get(key) if isinstance(current, dict) else None
        values.append(current)
    return middle(values)


def number(value: float | None) -> str:
    if value is None:
        return "-"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


class Table:
    def __init__(self, rounds: dict[str, list[dict]]):
        self.rounds = rounds
        self.rows: list[tuple[str, float | None, float | None, float | None, str]] = []

    def add(self, title: str, *path: str, scale: float = 1, less_is_better: bool = False) -> float | None:
        """One row, if it was measured; the ratio says how many times better Apus is. Returns it."""
        pair = []
        for name in ("reference", "apus"):
            value = collect(self.rounds.get(name, []), *path)
            pair.append(None if value is None else value * scale)
        reference, apus = pair
        if reference is None and apus is None:
            return None
        ratio = None
        if reference and apus:
            ratio = reference / apus if less_is_better else apus / reference
        self.rows.append((title, reference, apus, ratio, "" if ratio is None else f"{ratio:.1f}x"))
        return ratio

    def text(self) -> str:
        lines = [("", "reference", "Apus", "ratio")]
        lines += [(title, number(reference), number(apus), shown) for title, reference, apus, _, shown in self.rows]
        widths = [max(len(line[column]) for line in lines) for column in range(4)]
        shown = []
        for index, line in enumerate(lines):
            shown.append("  ".join([line[0].ljust(widths[0])] + [line[c].rjust(widths[c]) for c in (1, 2, 3)]).rstrip())
            if index == 0:
                shown.append("  ".join("-" * width for width in widths))
        return "\n".join(shown)
