"""Peer of blocks: PyVISA with its pure Python back end on the raw socket of the same served twin.

The resource name and the count of samples are the arguments. Reads lines 'WAY TYPE ORDER' and answers the seconds for one block:
  load  write_binary_values() of a numpy array, then the error queue, so that the twin has it
  read  query_binary_values() into a numpy array
TYPE is h (int16) or f (float32), ORDER little or big.
"""

import sys
import time

import numpy
import pyvisa

wave = pyvisa.ResourceManager("@py").open_resource(sys.argv[1], read_termination="\n", write_termination="\n")
wave.timeout = 60_000
wave.chunk_size = 1 << 20
count = int(sys.argv[2])
data = {"h": (numpy.arange(count) * 7).astype(numpy.int16), "f": numpy.sin(numpy.arange(count)).astype(numpy.float32)}

for line in sys.stdin:
    way, datatype, order = line.split()
    big = order == "big"
    wave.query(f":FORM {'INT' if datatype == 'h' else 'REAL'};:FORM:BORD {'NORM' if big else 'SWAP'};:SYST:ERR?")
    started = time.perf_counter()
    if way == "load":
        wave.write_binary_values(":TRAC:DATA ", data[datatype], datatype=datatype, is_big_endian=big)
        wave.query(":SYST:ERR?")
    else:
        # An LF among the bytes would end a piece of the answer.
        wave.read_termination = None
        read = wave.query_binary_values(":TRAC:DATA?", datatype=datatype, is_big_endian=big, container=numpy.array, expect_termination=False)
        wave.read_bytes(1)
        wave.read_termination = "\n"
    seconds = time.perf_counter() - started
    if way == "read" and not numpy.array_equal(read, data[datatype]):
        sys.exit("The samples came back changed.")
    print(seconds, flush=True)
