"""Passed or failed, one line a check."""

import time


class Verdict:
    """Collects the checks of one scenario and prints each as it is made."""

    def __init__(self, scenario: str):
        self.scenario = scenario
        self.failed = 0
        self.passed = 0
        self.began = time.monotonic()

    def check(self, passed: bool, sentence: str, figures: object = "") -> bool:
        if passed:
            self.passed += 1
        else:
            self.failed += 1
        print(f"{'passed' if passed else 'FAILED'}  {self.scenario}: {sentence}" + (f" ({figures})" if figures != "" else ""), flush=True)
        return passed

    def note(self, text: str) -> None:
        print(f"        {self.scenario}: {text}", flush=True)

    def summary(self) -> bool:
        took = time.monotonic() - self.began
        print(f"{'passed' if not self.failed else 'FAILED'}  {self.scenario}: {self.passed} of {self.passed + self.failed} checks, {took:.0f} s", flush=True)
        return not self.failed
