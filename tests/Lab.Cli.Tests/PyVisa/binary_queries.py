"""PyVISA's binary values go to the waveform generator and come back from the oscilloscope, in both orders of bytes.

Usage: binary_queries.py NAME=PORT ...
"""

import math
import socket
import sys
import time

import pyvisa

PORTS = dict(argument.split("=") for argument in sys.argv[1:])
MANAGER = pyvisa.ResourceManager("@py")
RATE = 1e9
HERTZ = 10e6
VOLTS = 0.2


def open_instrument(name):
    instrument = MANAGER.open_resource(
        "TCPIP::127.0.0.1::%s::SOCKET" % PORTS[name], read_termination="\n", write_termination="\n", timeout=20000)
    instrument.visalib.sessions[instrument.session].interface.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return instrument


def no_error(instrument):
    entry = instrument.query(":SYST:ERR?")
    assert entry.startswith("+0,"), entry


def load(awg, is_big_endian):
    codes = [round(32767 * math.sin(2 * math.pi * HERTZ * i / RATE)) for i in range(20000)]
    awg.write(":OUTP1 0")
    awg.write(":SOUR1:DATA:VOL:CLE")
    awg.write(":FORM:BORD %s" % ("NORM" if is_big_endian else "SWAP"))
    awg.write_binary_values(":SOUR1:DATA:ARB:DAC tone,", codes, datatype="h", is_big_endian=is_big_endian)
    awg.write(":SOUR1:FUNC:ARB tone")
    awg.write(":SOUR1:FUNC ARB")
    awg.write(":SOUR1:FUNC:ARB:SRAT %g" % RATE)
    awg.write(":SOUR1:FUNC:ARB:FILT NORM")
    awg.write(":SOUR1:VOLT:OFFS 0")
    awg.write(":SOUR1:VOLT %g" % (2 * VOLTS))
    awg.write(":TRIG1:SOUR BUS")
    awg.write(":SOUR1:BURS:STAT 1")
    awg.write(":OUTP1 1")
    no_error(awg)


def record(awg, scope, is_big_endian, form):
    scope.write(":WAV:FORM %s" % form)
    scope.write(":WAV:BYT %s" % ("MSBF" if is_big_endian else "LSBF"))
    scope.write(":SING")
    assert scope.query(":AER?") == "1"
    awg.write("*TRG")
    assert awg.query("*OPC?") == "1"
    deadline = time.monotonic() + 10
    while int(scope.query(":OPER:COND?")) & 8:
        assert time.monotonic() < deadline, "no trigger"
    step, start, _, height, middle, reference = [float(field) for field in scope.query(":WAV:PRE?").split(",")][4:]
    kind = {"WORD": "H", "BYTE": "B"}[form]
    codes = scope.query_binary_values(":WAV:DATA?", datatype=kind, is_big_endian=is_big_endian)
    no_error(scope)
    return step, start, [(code - reference) * height + middle for code in codes]


def check(step, start, volts):
    assert len(volts) == 50000, len(volts)
    first = round((1e-6 - start) / step)
    angles = [2 * math.pi * HERTZ * (start + step * i) for i in range(first, len(volts))]
    sine = 2 * sum(v * math.sin(a) for v, a in zip(volts[first:], angles)) / len(angles)
    cosine = 2 * sum(v * math.cos(a) for v, a in zip(volts[first:], angles)) / len(angles)
    assert abs(math.hypot(sine, cosine) - VOLTS) < 2e-3, math.hypot(sine, cosine)
    phase = math.atan2(cosine, sine) + 2 * math.pi * HERTZ * (12.35e-9 + 0.5 / RATE)
    assert abs(math.remainder(phase, 2 * math.pi)) < 2 * math.pi * HERTZ * 50e-12, phase


def main():
    awg = open_instrument("awg")
    scope = open_instrument("scope")
    awg.write("*RST")
    scope.write("*RST")
    scope.write(":CHAN1:IMP FIFT")
    scope.write(":CHAN1:RANG 0.8")
    scope.write(":TIM:RANG 1E-5")
    scope.write(":TIM:POS 5E-6")
    scope.write(":TRIG:EDGE:SOUR EXT")
    scope.write(":TRIG:SWE NORM")
    scope.write(":WAV:POIN:MODE RAW")
    scope.write(":WAV:POIN 4000000")
    for is_big_endian in (False, True):
        load(awg, is_big_endian)
        for form in ("WORD", "BYTE"):
            check(*record(awg, scope, is_big_endian, form))
    print("measured")


main()
