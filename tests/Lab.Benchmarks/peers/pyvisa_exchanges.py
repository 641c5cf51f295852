"""Peer of driver and wire: PyVISA with its pure Python back end on the raw socket of the same served twin.

The resource name is the only argument. Reads lines 'WHAT COUNT' and answers the seconds for COUNT exchanges:
  query    ask for the frequency
  message  set the frequency and ask for it in one message
  both     set the frequency with write(), then ask for it with query(), as most scripts do
"""

import sys
import time

import pyvisa

generator = pyvisa.ResourceManager("@py").open_resource(sys.argv[1], read_termination="\n", write_termination="\n")


def query(_):
    float(generator.query(":SOUR:FREQ?"))


def message(i):
    float(generator.query(f":SOUR:FREQ {100e6 + 1e3 * i};:SOUR:FREQ?"))


def both(i):
    generator.write(f":SOUR:FREQ {100e6 + 1e3 * i}")
    float(generator.query(":SOUR:FREQ?"))


exchanges = {"query": query, "message": message, "both": both}
for line in sys.stdin:
    what, count = line.split()
    exchange = exchanges[what]
    started = time.perf_counter()
    for i in range(int(count)):
        exchange(i)
    print(time.perf_counter() - started, flush=True)
