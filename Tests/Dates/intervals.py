"""The reference's interval schedules as they are on Python 3.13 and later, where `whenever` makes their dates.

On older versions `pendulum` makes them, which takes a wall time that comes twice the second time, and adds what an interval
has beside whole days on the clock. The module asks for the version of Python where it is imported and where dates are made, so
it is loaded once more with another answer.
"""

import importlib.util
import sys
import types

import prefect.server.schemas.schedules as installed


def load():
    """The class IntervalSchedule of that module."""
    if sys.version_info >= (3, 13):
        return installed.IntervalSchedule
    newer = types.ModuleType("newer_sys")
    newer.version_info = (3, 13, 0, "final", 0)
    sys.modules["newer_sys"] = newer
    spec = importlib.util.spec_from_file_location("newer_schedules", installed.__file__)
    module = importlib.util.module_from_spec(spec)
    sys.modules["newer_schedules"] = module
    source = spec.loader.get_source("newer_schedules")
    if source.count("\nimport sys\n") != 1:
        raise RuntimeError("the reference's schedules are no longer written as expected")
    exec(compile(source.replace("\nimport sys\n", "\nimport newer_sys as sys\n"), installed.__file__, "exec"), module.__dict__)
    return module.IntervalSchedule
