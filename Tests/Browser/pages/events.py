"""The event feed, and the page of an event."""

from checks import check

# Opens the stream of events as clients do, and gives the name of the first event that comes.
STREAM = """([address, name]) => new Promise((done, fail) => {
  const socket = new WebSocket(address, ["prefect"]);
  socket.onerror = () => fail(new Error("the socket failed"));
  socket.onopen = () => socket.send(JSON.stringify({type: "auth", token: null}));
  socket.onmessage = message => {
    const told = JSON.parse(message.data);
    if (told.type === "auth_success") {
      const filter = {event: {name: [name]}, occurred: {since: new Date(Date.now() - 86400000), until: new Date(Date.now() + 86400000)}};
      socket.send(JSON.stringify({type: "filter", filter}));
    } else if (told.type === "event") {
      socket.close();
      done(told.event.event);
    }
  };
})"""


@check("v2: the event feed shows what happened and leads to an event")
def _(stage):
    with stage.view("v2", "/events") as view:
        view.shows("till.opened", "The till").shot("v2 events")
        event, = stage.client.ask("/events/filter", {"filter": {"event": {"prefix": ["till."]}}})["events"]
        view.open(f"/events/event/{event['occurred'][:10]}/{event['id']}")
        view.shows("till.opened", "The till").shot("v2 event")
        view.click("Raw", "tab").shows("coins").shot("v2 event raw")


@check("the page's own script hears events over a WebSocket")
def _(stage):
    with stage.view("v2", "/dashboard") as view:
        view.shows("Flow Runs")
        address = stage.root.replace("http", "ws", 1) + "/api/events/out"
        stage.has(lambda: view.page.evaluate(STREAM, [address, "till.opened"]) == "till.opened", "the event on the socket")


@check("v1: the event feed shows what happened and leads to an event")
def _(stage):
    event, = stage.client.ask("/events/filter", {"filter": {"event": {"prefix": ["till."]}}})["events"]
    with stage.view("v1", "/events") as view:
        view.shows("Till opened", "till.1").shot("v1 events")
        view.open(f"/events/event/{event['occurred'][:10]}/{event['id']}").shows("till.opened").shot("v1 event")
