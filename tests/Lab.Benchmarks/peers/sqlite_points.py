"""Floor of the run engine: Python's own sqlite3, one transaction a point, into a table of three numbers and, on demand, an
array of 100 floats. Write-ahead log without a sync at each commit, as Lab has it: a point survives SIGKILL once it is committed.

Reads lines 'POINTS ARRAY FILE' with ARRAY 0 or 1, and answers the seconds of the whole run.
"""

import array
import sqlite3
import sys
import time


def run(points, with_array, file):
    started = time.perf_counter()
    connection = sqlite3.connect(file, isolation_level=None)  # autocommit: each statement is a transaction
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    cells = ", trace BLOB NOT NULL" if with_array else ""
    connection.execute(
        "CREATE TABLE points (point INTEGER PRIMARY KEY, seconds REAL NOT NULL,"
        f" frequency REAL NOT NULL, power REAL NOT NULL, voltage REAL NOT NULL{cells})"
    )
    insert = f"INSERT INTO points VALUES (?, ?, ?, ?, ?{', ?' if with_array else ''})"
    trace = array.array("d", [0.001 * k for k in range(100)])
    for i in range(points):
        row = (i, time.perf_counter() - started, 100e6 + 1e3 * i, 1e-6 + 1e-12 * i, 1e-6 * (i % 1000))
        connection.execute(insert, (*row, trace.tobytes()) if with_array else row)
    connection.close()
    return time.perf_counter() - started


for line in sys.stdin:
    count, flag, path = line.split()
    print(run(int(count), flag == "1", path), flush=True)
