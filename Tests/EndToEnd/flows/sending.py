"""A flow that receives what others send it."""

import threading
import time

from prefect import flow
from prefect.input import RunInput, receive_input, send_input
from prefect.runtime import flow_run


class Parcel(RunInput):
    weight: float
    tags: list[str] = []


def send(id):
    """Sends two texts and two parcels."""
    time.sleep(0.5)
    for text in ("one", "zwei ü"):
        send_input(text, flow_run_id=id)
    Parcel(weight=1.5, tags=["a"]).send_to(id)
    Parcel(weight=2).send_to(id)


@flow(flow_run_name="sending-run")
def sending():
    thread = threading.Thread(target=send, args=(flow_run.id,))
    thread.start()
    texts = receive_input(str, timeout=60, poll_interval=0.2)
    print("texts:", [next(texts), next(texts)])
    parcels = Parcel.receive(timeout=60, poll_interval=0.2)
    print("parcels:", [(each.weight, each.tags) for each in (next(parcels), next(parcels))])
    thread.join()


if __name__ == "__main__":
    sending()
