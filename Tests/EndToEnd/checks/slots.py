"""Many clients at once that want the same runs and the same slots, and a gateway that is killed among them."""

import queue
import random
import threading
import time

import checks
import httpx
from checks import check, expect
from checks.waiting import eventually
from harness.launcher import Process, free_port

WORKER = {"user-agent": "prefect/3.9.1 (API 0.8.4)", "content-type": "application/json"}
LIMIT = 10


def scaled(short, long):
    """How much is done: little on every run, much with --long."""
    return long if checks.is_long else short


def at_once(count, work):
    """Runs `work(number)` in threads that begin together; gives what they returned."""
    barrier, results = threading.Barrier(count), [None] * count

    def play(number):
        barrier.wait()
        results[number] = work(number)
    threads = [threading.Thread(target=play, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def deployment(api, name, limit=None):
    """A deployment, with a limit if one is given; gives its flow and its id."""
    flow = api.post("/flows/", json={"name": name}).json()["id"]
    body = {"flow_id": flow, "name": name} | ({"concurrency_limit": limit} if limit else {})
    return {"flow_id": flow, "deployment_id": api.post("/deployments/", json=body).json()["id"]}


def scheduled(api, of, count):
    """Runs of a deployment that wait for their time."""
    return [api.post("/flow_runs/", json=of | {"state": {"type": "SCHEDULED"}}).json()["id"] for _ in range(count)]


@check("of many clients that propose PENDING on one run exactly one is accepted")
def _(stage):
    count = scaled(80, 200)
    api = stage.subject.api
    for _ in range(scaled(1, 5)):
        run, = scheduled(api, deployment(api, "e2e-contended"), 1)

        def propose(_):
            with httpx.Client(base_url=stage.subject.server.api, timeout=60, headers=WORKER) as client:
                while True:
                    answer = client.post(f"/flow_runs/{run}/set_state", json={"state": {"type": "PENDING"}})
                    # Who is too slow to send is told so, and sends again.
                    if answer.status_code != 408:
                        return answer.status_code, answer.json().get("status")
        answers = at_once(count, propose)
        expect(answers.count((201, "ACCEPT")) == 1, f"{answers.count((201, 'ACCEPT'))} of {count} were accepted")
        expect(answers.count((200, "ABORT")) == count - 1, f"others were told {set(answers)}")


@check("opposite transitions of the same runs and limits: no deadlock reaches a client")
def _(stage):
    api = stage.subject.api
    names = [f"e2e-crossed-{number}" for number in range(4)]
    runs = [run for name in names for run in scheduled(api, deployment(api, name, 100), 3)]
    limits = [f"tag:{name}" for name in names]
    for name in names:
        api.post("/concurrency_limits/", json={"tag": name, "concurrency_limit": 1000})
    tasks = [api.post("/task_runs/", json={"task_key": "crossed", "dynamic_key": str(number), "name": "crossed", "tags": names}).json()["id"]
             for number in range(8)]

    ends = time.monotonic() + scaled(0, 600)

    def cross(number):
        turn = (lambda things: list(things)) if number % 2 else (lambda things: list(reversed(things)))
        seen, rounds = set(), 0
        with httpx.Client(base_url=stage.subject.server.api, timeout=60, headers=WORKER) as client:
            while rounds < 2 or time.monotonic() < ends:
                rounds += 1
                for type in turn(("PENDING", "RUNNING", "COMPLETED", "SCHEDULED")):
                    for run in turn(runs):
                        seen.add(client.post(f"/flow_runs/{run}/set_state", json={"state": {"type": type}}).status_code)
                    for task in turn(tasks):
                        seen.add(client.post(f"/task_runs/{task}/set_state", json={"state": {"type": type}}).status_code)
                body = {"names": turn(limits), "slots": 1}
                lease = client.post("/v2/concurrency_limits/increment-with-lease", json=body).json()["lease_id"]
                seen.add(client.post("/v2/concurrency_limits/decrement-with-lease", json={"lease_id": lease}).status_code)
        return seen
    seen = set().union(*at_once(scaled(6, 16), cross))
    expect(seen <= {200, 201, 204}, f"clients were answered {sorted(seen)}")
    for task in tasks:
        api.post(f"/task_runs/{task}/set_state", json={"state": {"type": "CANCELLED"}, "force": True})
    for run in runs:
        api.post(f"/flow_runs/{run}/set_state", json={"state": {"type": "CANCELLED"}, "force": True})
    for name in limits:
        expect(api.get(f"/v2/concurrency_limits/{name}").json()["active_slots"] == 0, f"slots of {name} are left over")


def second_gateway(stage, server):
    """One more gateway on the database of a server; gives the URL of its API."""
    port = str(free_port())
    environment = server.process("gateway").environment | {"PREFECT_SERVER_API_PORT": port}
    gateway = Process("second-gateway", server.process("gateway").command, environment, stage.launcher.folder)
    server.processes.append(gateway)
    api = f"http://127.0.0.1:{port}/api"

    def is_ready():
        try:
            return httpx.get(f"{api}/ready").status_code == 200
        except httpx.TransportError:
            return False
    expect(eventually(is_ready, 30), f"the second gateway is not ready\n{gateway.tail()}")
    return api


@check("pollers of two gateways never start more runs than the limit of their queue, or of their pool, allows")
def _(stage):
    server = stage.another("queues")
    server.wait_until_ready()
    gateways = server.api, second_gateway(stage, server)
    api = httpx.Client(base_url=server.api, timeout=60, headers=WORKER)
    flow = api.post("/flows/", json={"name": "e2e-queued"}).json()["id"]
    for name, of_pool, of_queue in (("of-queue", None, 1), ("of-pool", 2, None)):
        api.post("/work_pools/", json={"name": name, "type": "process", "concurrency_limit": of_pool})
        for queue_name in ("one", "two"):
            api.post(f"/work_pools/{name}/queues", json={"name": queue_name, "concurrency_limit": of_queue})
        queue_names = ["one"] if of_queue else ["one", "two"]
        for number in range(scaled(24, 200)):
            api.post("/flow_runs/", json={"flow_id": flow, "work_pool_name": name, "work_queue_name": queue_names[number % len(queue_names)],
                                          "state": {"type": "SCHEDULED"}})
        total, limit, most, ended = scaled(24, 200), of_pool or of_queue, [0], set()
        deadline = time.monotonic() + scaled(60, 300)

        def work(number):
            """A worker: polls, proposes PENDING, runs and ends what it got."""
            with httpx.Client(base_url=gateways[number % 2], timeout=60, headers=WORKER) as client:
                while len(ended) < total and time.monotonic() < deadline:
                    offered = client.post(f"/work_pools/{name}/get_scheduled_flow_runs", json={"limit": 5}).json()
                    for run in (each["flow_run"]["id"] for each in offered):
                        def move(type):
                            return client.post(f"/flow_runs/{run}/set_state", json={"state": {"type": type}}).json()["status"]
                        if move("PENDING") == "ACCEPT":
                            move("RUNNING")
                            time.sleep(random.uniform(0, 0.02))
                            move(random.choice(("COMPLETED", "CRASHED")))
                            ended.add(run)

        def watch(until):
            while until():
                row = stage.launcher.cluster.fetch(server.database, """
                    SELECT count(*) AS active FROM flow_run r JOIN work_queue q ON q.id = r.work_queue_id JOIN work_pool p ON p.id = q.work_pool_id
                    WHERE p.name = $1 AND r.state_type IN ('PENDING', 'RUNNING')""", name)[0]
                most[0] = max(most[0], row["active"])
        workers = [threading.Thread(target=work, args=(number,)) for number in range(8)]
        for worker in workers:
            worker.start()
        watch(lambda: any(worker.is_alive() for worker in workers))
        expect(most[0] <= limit, f"{most[0]} runs were active {name}, with a limit of {limit}")
        expect(len(ended) == total, f"{len(ended)} of {total} runs were played {name}")
    server.stop()


class Worker(threading.Thread):
    """Takes runs to their end; whoever loses the server in the middle of a run never comes back to it."""

    def __init__(self, api, waiting, running, deadline):
        super().__init__()
        self.api, self.waiting, self.running, self.deadline = api, waiting, running, deadline
        self.completed, self.abandoned, self.problems = 0, 0, set()

    def run(self):
        with httpx.Client(base_url=self.api, timeout=20, headers=WORKER) as client:
            while time.monotonic() < self.deadline:
                try:
                    run = self.waiting.get_nowait()
                except queue.Empty:
                    return
                try:
                    self.take(client, run)
                except httpx.TransportError:
                    self.abandoned += 1
                    time.sleep(0.2)

    def take(self, client, run):
        def move(type):
            answer = client.post(f"/flow_runs/{run}/set_state", json={"state": {"type": type}})
            if answer.status_code == 503:
                raise httpx.TransportError("the server is away")
            return answer.json()
        answer = move("PENDING")
        if answer["status"] == "ACCEPT":
            with self.running:
                if move("RUNNING")["status"] == "ACCEPT":
                    time.sleep(random.uniform(0, 0.02))
            self.problems |= {str(ended) for ended in [move("COMPLETED")] if ended["status"] != "ACCEPT"}
            self.completed += 1
        elif answer["state"]["name"] == "AwaitingConcurrencySlot":
            self.waiting.put(run)
            time.sleep(random.uniform(0.01, 0.1))
        else:
            self.problems.add(str(answer))


class Running:
    """Counts who is in it."""

    def __init__(self):
        self.lock, self.count, self.most = threading.Lock(), 0, 0

    def __enter__(self):
        with self.lock:
            self.count += 1
            self.most = max(self.most, self.count)

    def __exit__(self, *_):
        with self.lock:
            self.count -= 1


@check("many runs share few slots, and after kill -9 of the gateway all slots come back within the lease time")
def _(stage):
    term = 30
    server = stage.another("slots", settings={
        "PREFECT_SERVER_CONCURRENCY_INITIAL_DEPLOYMENT_LEASE_DURATION": str(term), "PREFECT_SERVER_SERVICES_REPOSSESSOR_LOOP_SECONDS": "1"})
    server.wait_until_ready()
    api = httpx.Client(base_url=server.api, timeout=60, headers=WORKER)
    of = deployment(api, "e2e-shared", LIMIT)
    waiting = queue.Queue()
    for run in scheduled(api, of, scaled(150, 1000)):
        waiting.put(run)
    total, running = waiting.qsize(), Running()
    workers = [Worker(server.api, waiting, running, time.monotonic() + scaled(120, 600)) for _ in range(24)]
    for worker in workers:
        worker.start()
    most = [0, 0]

    def counts():
        row = stage.launcher.cluster.fetch(server.database, """
            SELECT l.active_slots AS counted, (SELECT count(*) FROM apus.concurrency_lease c WHERE l.id = ANY(c.limit_ids)) AS leased
            FROM concurrency_limit_v2 l""")[0]
        return row["counted"], row["leased"]

    def watch(until):
        while until():
            counted, leased = counts()
            expect(counted == leased, f"{counted} slots are counted and {leased} are leased")
            most[:] = max(most[0], counted), max(most[1], leased)
            time.sleep(0.05)
    done = lambda: sum(worker.completed for worker in workers)  # noqa: E731
    watch(lambda: done() < total // 3 and any(worker.is_alive() for worker in workers))
    gateway = server.processes[-1]
    gateway.kill()
    killed = time.monotonic()
    gateway.start()
    server.wait_until_ready()
    watch(lambda: any(worker.is_alive() for worker in workers))
    for worker in workers:
        worker.join()
    abandoned = sum(worker.abandoned for worker in workers)
    problems = set().union(*(worker.problems for worker in workers))
    expect(not problems, f"runs were answered {problems}")
    expect(waiting.empty() and done() + abandoned == total, f"{done()} of {total} were completed, {abandoned} were abandoned")
    expect(most[0] <= LIMIT and running.most <= LIMIT, f"{most[0]} slots were taken and {running.most} ran, of {LIMIT}")
    while counts() != (0, 0) and time.monotonic() - killed < term + 15:
        time.sleep(0.2)
    expect(counts() == (0, 0), f"{counts()} slots are left over {time.monotonic() - killed:.0f} s after the kill")
    print(f"    {total} runs, {abandoned} abandoned, at most {most[0]} of {LIMIT} slots, "
          f"all back {time.monotonic() - killed:.1f} s after the kill", flush=True)
    server.stop()
