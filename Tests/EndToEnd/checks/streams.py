"""What is heard over the sockets: events by the command line."""

from itertools import count

from checks import PREFECT, check, expect
from checks.runs import everywhere
from checks.waiting import eventually


@check("event stream shows what happens")
def _(stage):
    def shown(client):
        """Makes variables until the stream, which is heard from some moment on, shows one."""
        numbers = count()
        with client.beside("stream", PREFECT, "event", "stream", "--format", "json") as stream:
            def heard():
                client.ask("/variables/", {"name": f"e2e-streamed-{next(numbers)}", "value": 1})
                return "prefect.variable." in stream.written()
            return eventually(heard, within=60) or stream.tail()
    for client, answer in zip(stage.clients, everywhere(stage, shown)):
        expect(answer is True, f"on {client.server.name} the stream shows:\n{answer}")
