"""Peer of the run engine: a PyMeasure procedure without instruments that records points of three numbers to CSV.

Written as PyMeasure's own tutorial does it: a Procedure that emits its results, carried out by a Worker whose Recorder
writes each record to the file and flushes it, so that a point that emit() has returned from survives SIGKILL. No display
and no message port, which would only cost time. Debug messages are off.

Reads lines 'POINTS FILE', does a run each, and answers the seconds from the creation of the file to its closing.
"""

import logging
import sys
import time

from pymeasure.experiment import IntegerParameter, Procedure, Results, Worker


class DummyProcedure(Procedure):
    """Three numbers a point that cost nothing to measure."""

    points = IntegerParameter("Points")

    DATA_COLUMNS = ["frequency", "power", "voltage"]

    def execute(self):
        for i in range(self.points):
            self.emit("results", {"frequency": 100e6 + 1e3 * i, "power": 1e-6 + 1e-12 * i, "voltage": 1e-6 * (i % 1000)})
            if self.should_stop():
                break


def run(points, file):
    started = time.perf_counter()
    procedure = DummyProcedure()
    procedure.points = points
    worker = Worker(Results(procedure, file), log_level=logging.WARNING)
    worker.start()
    worker.join(timeout=3600)
    return time.perf_counter() - started


for line in sys.stdin:
    count, path = line.split()
    print(run(int(count), path), flush=True)
