"""Serves a flow that takes very long, for a check that cancels its run; ends when it is told to."""

import time

from prefect import flow


@flow(name="sleepy", log_prints=True)
def sleepy():
    print("falling asleep")
    time.sleep(300)


if __name__ == "__main__":
    sleepy.serve(name="sleepy-served", pause_on_shutdown=False)
