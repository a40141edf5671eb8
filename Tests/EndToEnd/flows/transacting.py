"""Tasks in transactions: hooks that run when all is well, hooks that undo when a later task fails, and one inside another."""

from prefect import flow, task
from prefect.transactions import IsolationLevel, get_transaction, transaction


@task(task_run_name="write-{name}", log_prints=True)
def write(name):
    get_transaction().set("written", name)
    print("wrote", name)
    return name


@write.on_rollback
def undo(transaction):
    print("undid", transaction.get("written"))


@write.on_commit
def keep(transaction):
    print("kept", transaction.get("written"))


@task(task_run_name="fail")
def fail():
    raise ValueError("the second one fails")


@flow(name="e2e-transacting", flow_run_name="transacting-{well}", log_prints=True)
def transacting(well: bool):
    with transaction(key=f"e2e-transaction-{well}") as outer:
        outer.stage("outer", on_rollback_hooks=[lambda txn: print("undid the outer one")], on_commit_hooks=[lambda txn: print("kept the outer one")])
        write("first")
        with transaction(write_on_commit=True) as inner:
            print("inner", inner.isolation_level is IsolationLevel.READ_COMMITTED, get_transaction() is inner)
            write("inner")
        if not well:
            fail()
        write("last")


if __name__ == "__main__":
    for well in (True, False):
        print(transacting(well, return_state=True).name)
