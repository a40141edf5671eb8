"""Tasks that share slots: by a limit of a tag, by a limit of their own code, and in vain."""

import time

from prefect import flow, get_client, task
from prefect.concurrency.sync import concurrency, rate_limit
from prefect.futures import wait

spans = {}


def busy(name):
    """Works for a while and notes from when to when."""
    began = time.monotonic()
    time.sleep(0.5)
    spans.setdefault(name, []).append((began, time.monotonic()))


def one_by_one(name):
    """Whether nobody began before the one before had ended."""
    ordered = sorted(spans[name])
    return len(ordered), all(one[1] <= other[0] for one, other in zip(ordered, ordered[1:]))


def taken(name):
    """How many slots of a limit are taken now."""
    with get_client(sync_client=True) as client:
        return client.read_global_concurrency_limit_by_name(name).active_slots


@task(task_run_name="tagged-{number}", tags=["e2e-few"])
def tagged(number):
    busy("tagged")
    return number


@task(task_run_name="sharing-{number}")
def sharing(number):
    with concurrency("e2e-global", occupy=1):
        busy("sharing")
    return number


@task(task_run_name="rated-{number}")
def rated(number):
    rate_limit("e2e-rate", occupy=1)
    return time.monotonic()


@flow(name="e2e-limited", flow_run_name="limited-run", log_prints=True)
def limited():
    futures = [task.submit(number) for number in (1, 2) for task in (tagged, sharing, rated)]
    wait(futures)
    print("tagged", one_by_one("tagged"), "sharing", one_by_one("sharing"))
    rates = sorted(future.result() for future in futures if isinstance(future.result(), float))
    print("rated apart", rates[1] - rates[0] > 0.5)
    print("free", taken("e2e-global"), taken("tag:e2e-few"))
    with concurrency("e2e-global", occupy=1):
        print("held", taken("e2e-global"))
        for options in ({"timeout_seconds": 0.5}, {"max_retries": 0}):
            try:
                with concurrency("e2e-global", occupy=1, **options):
                    print("held twice")
            except Exception as error:  # noqa: BLE001 - what it says is compared
                print(options, type(error).__name__, error)
    for name, occupy in (("e2e-missing", 1), ("e2e-global", 2)):
        try:
            with concurrency(name, occupy=occupy, strict=True, timeout_seconds=5):
                print("held", name)
        except Exception as error:  # noqa: BLE001
            print(name, type(error).__name__, error)
    with concurrency("e2e-missing", occupy=1):
        print("goes on without a limit")
    with concurrency("e2e-wide", occupy=2), concurrency(["e2e-wide", "e2e-global"], occupy=1):
        print("both", taken("e2e-wide"), taken("e2e-global"))
    print("free", taken("e2e-wide"), taken("e2e-global"))


if __name__ == "__main__":
    limited()
