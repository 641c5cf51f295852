"""Peer of blocks: PyVISA with its pure Python back end on the raw socket of the same served twin.

The resource name and the count of samples are the arguments. Reads lines 'WAY TYPE ORDER' and answers the seconds for one block:
  load  write_binary_values() of a numpy array, then the error queue, so that the twin has it
  read  query_binary_values() into a numpy array
  bytes the same with read_bytes() and from_ieee_block(), where the length is known beforehand: an LF among the bytes ends no piece
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
    elif way == "read":
        read = wave.query_binary_values(":TRAC:DATA?", datatype=datatype, is_big_endian=big, container=numpy.array)
    else:
        length = data[datatype].nbytes
        wave.write(":TRAC:DATA?")
        block = wave.read_bytes(2 + len(str(length)) + length + 1)
        read = pyvisa.util.from_ieee_block(block, datatype, big, numpy.array)
    seconds = time.perf_counter() - started
    if way != "load" and not numpy.array_equal(read, data[datatype]):
        sys.exit("The samples came back changed.")
    print(seconds, flush=True)
