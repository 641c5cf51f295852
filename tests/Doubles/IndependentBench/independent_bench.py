#!/usr/bin/env python3
"""An independent simulation of a spintronics bench, spoken to over TCP.

It plays one magnetic tunnel junction (MTJ) with a field line in an electromagnet and the instruments around it, on the wall
clock, as their manuals and public drivers describe them. It shares no code with any program that drives it.

    python3 independent_bench.py [--bench spin-diode|field-line] [--seed N] [--ports-file FILE] [--polite] ...

Every instrument listens on 127.0.0.1 at a free port. One line 'name port' is printed for each, then 'ready'; the program runs
until its standard input is closed. 'monitor' is no instrument: the line 'report' is answered by JSON with the largest power,
field and currents the sample ever saw; 'state' by the present ones; 'reset' starts the record anew. '--truth' prints the
hidden values of the sample and ends. '--effects' adds what real benches do beside the model: ripple of the cable, pick-up,
a second mode, 1/f noise of the voltmeter, mains; README.md has their equations.

Sources
  R&S SMB100A     Operating Manual 1407.0806.32 and SMC100A 1411.4060.32 (POWer = RF output level + POWer:OFFSet);
                  SMA100A web help; QCoDeS contrib SMB100A.py
  Keithley 2182A  User's Manual 2182A-900-01 (FORMat:ELEMents p. 15-6, *IDN? p. 12-7); PyMeasure keithley2182.py;
                  QCoDeS contrib Keithley_2182A.py
  Yokogawa GS200  User's Manual IM GS210-01EN ch. 13; QCoDeS Yokogawa_GS200.py; PyMeasure yokogawags200.py
  Keithley 2400   User's Manual 2400S-900-01 ch. 18, app. B; PyMeasure keithley2400.py; QCoDeS Keithley_2400.py
  Keithley 6221   Model 6220/6221 Reference Manual (sec. 10); PyMeasure keithley6221.py
  Kepco BIT 4886  Operator Manual 243-1303 (1.2.1, 4.1.1, app. B) as public drivers quote it; PyMeasure kepcobop.py;
                  EPICS-kepco (identities of old cards)
  Lake Shore 475  User's Manual ch. 6; InstrumentKit lakeshore475.py
  General         IEEE 488.2, SCPI-99.  Physics: spin-diode rectification of a vortex MTJ (Leroux, thesis, ch. V, app. A)
Left behind by earlier users: level offset -20 dB and pulse modulation on at the generator, the 2182A free running, the 2400
at 4 wires and the rear terminals, the 475 in gauss and kelvin, the magnet's yoke magnetised.
Where no source settles a detail (what a message does after a wrong header, which way a card answers a limit), the choice is
marked 'assumed'.
"""
import argparse
import collections
import inspect
import json
import math
import os
import random
import re
import select
import socket
import sys
import threading
import time

clock = time.perf_counter            # finer than time.monotonic on Windows

# ---------------------------------------------------------------- hidden values of the sample and its surroundings
RESONANCE = 351.3e6            # Hz at REFERENCE_FIELD and no line current
REFERENCE_FIELD = 6250.0       # Oe
PERPENDICULAR_SLOPE = 28.4e3   # Hz/Oe
IN_PLANE_SLOPE = 2.0e6         # Hz/Oe
LINE_CONVERSION = 1.03e3       # Oe/A, that is 1.03 Oe/mA
NEIGHBOUR_LEAKAGE = 0.047      # share of a neighbour line's field that reaches the junction (bench field-line)
DAMPING = 0.0117
SYMMETRIC_WEIGHT = 0.38        # xi_S
ANTISYMMETRIC_WEIGHT = 0.92    # xi_A
BETA = 5.4e7                   # rad/C
GAMMA = 2.0e8                  # rad Hz W^-1/2, drive of the mode
FREQUENCY_SHIFT = 0.12         # N, relative shift per mode power
DAMPING_SHIFT = 0.8            # Q, relative damping per mode power
RESISTANCE = 163.0             # Ohm in no in-plane field
MAGNETORESISTANCE = 0.8        # (R_ap - R_p)/R_p
SATURATION_FIELD = 160.0       # Oe, in the plane
CABLE_LOSS = 6.0               # dB between generator and junction
DESTROYED_BY_POWER = 1e-3      # W
DESTROYED_BY_CURRENT = 5e-3    # A
LEAD_RESISTANCE = 1.4          # Ohm, seen by a 2-wire measurement
LINE_RESISTANCE = 12.0         # Ohm
MAGNETS = {"spin-diode": (498.0, 15.0), "field-line": (49.6, 1.3)}   # Oe/A, remanence in Oe
BACKGROUND_FIELD = 0.4         # Oe
YOKE_WIDTH = 0.5               # A, half width of the yoke's hysteresis
COIL_TIME = 0.080              # s, time constant of supply and coil
COIL_RESISTANCE = 1.0          # Ohm
RF_SETTLING = 0.005            # s
FIELD_NOISE = 0.05             # Oe, standard deviation of a gaussmeter reading
VOLT_NOISE = 30e-9             # V at 1 PLC
EMF_MEAN, EMF_WALK, EMF_TIME = 180e-9, 5e-9, 300.0   # V, V/sqrt(s), s: thermal voltage, pulled back to its mean
LINE_FREQUENCY = 50.0          # Hz
TICK = 0.020                   # s, step of slow processes and of the supply's read-back converter

# ---------------------------------------------------------------- effects beside the model; README.md has the equations
EFFECTS = {"ripple": 1.0,               # dB, amplitude of the ripple of the loss with frequency
           "pickup": 0.2e-6,            # V, pick-up rectified beside the junction, at PICKUP_POWER
           "second-mode": 0.1,          # rectification of a second mode over that of the first
           "flicker": 10e-9,            # V, 1/f noise of the voltmeter: standard deviation of each octave
           "mains": 1e-6}               # V, amplitude of the mains in the leads
RIPPLE_PERIOD = 60e6           # Hz: a cable of 1.7 m
PICKUP_POWER = 10e-6           # W
PICKUP_DELAY = 11.5e-9         # s, between the two ways of the pick-up: a loop of leads of 2.3 m
PICKUP_ECHO = 0.5              # amplitude of the longer way over that of the shorter one
SECOND_DISTANCE = 21e6         # Hz above the first mode
FLICKER_OCTAVES = 14           # correlation times of 1/8 s to 1024 s
METER_SCALE, METER_NOISE = 0.1, 0.01   # dB, of a power meter: what is common to its readings, what is not
MAINS_SPREAD = 0.02            # Hz, standard deviation of the mains from 50 Hz
MAINS_THIRD = 0.3              # amplitude of 150 Hz over that of 50 Hz


def effects_of(text):
    """Sizes by name of 'ripple,pickup=1e-7': each as the table has it unless a size follows."""
    sizes = {}
    for part in filter(None, text.split(",")):
        name, mark, size = part.partition("=")
        for each in EFFECTS if name == "all" else [name]:
            if each not in EFFECTS:
                raise argparse.ArgumentTypeError(f"no effect '{each}'; there are {', '.join(EFFECTS)} and all")
            sizes[each] = float(size) if mark else EFFECTS[each]
    return sizes


class Effects:
    """What a bench does beside the model. Each effect draws from a stream of its own, so that one changes nothing of another."""

    def __init__(self, sizes, seed):
        self.sizes = {name: sizes.get(name, 0.0) for name in EFFECTS}
        streams = {name: random.Random(None if seed is None else f"{seed} {name}") for name in EFFECTS}
        self.ripple_phase = streams["ripple"].uniform(0, 2 * math.pi)
        self.pickup_phase = streams["pickup"].uniform(0, 2 * math.pi)
        self.mains_frequency = LINE_FREQUENCY + streams["mains"].gauss(0, MAINS_SPREAD)
        self.mains_phases = [streams["mains"].uniform(0, 2 * math.pi) for _ in range(2)]
        self._flicker = streams["flicker"]
        self._octaves = [self._flicker.gauss(0, 1) for _ in range(FLICKER_OCTAVES)]
        self._flicker_at = clock()

    def ripple(self, frequency):
        """What the loss lacks, in dB."""
        return self.sizes["ripple"] * math.sin(2 * math.pi * frequency / RIPPLE_PERIOD + self.ripple_phase)

    def power_meter(self, seed, low=280e6, high=420e6, step=1e6):
        """The lines of a table of a power meter in the junction's place, with the generator at 0 dBm."""
        noise = random.Random(None if seed is None else f"{seed} power meter")
        scale, lines = noise.gauss(0, METER_SCALE), ["frequency_hz,set_dbm,measured_dbm"]
        for k in range(round((high - low) / step) + 1):
            level = self.ripple(low + k * step) - CABLE_LOSS + scale + noise.gauss(0, METER_NOISE)
            lines.append(f"{low + k * step:.0f},0,{level:.3f}")
        return lines

    def pickup(self, frequency, power):
        """The voltage that a contact beside the junction rectifies, of what leaves the cable before its ripple."""
        phase = 2 * math.pi * frequency * PICKUP_DELAY + self.pickup_phase
        coupling = (1 + PICKUP_ECHO ** 2 + 2 * PICKUP_ECHO * math.cos(phase)) / (1 + PICKUP_ECHO) ** 2
        return self.sizes["pickup"] * power / PICKUP_POWER * coupling

    def flicker(self):
        """The voltmeter's 1/f noise now: Ornstein-Uhlenbeck processes an octave apart, each moved on exactly."""
        now = clock()
        passed, self._flicker_at = now - self._flicker_at, now
        for k in range(FLICKER_OCTAVES):
            kept = math.exp(-passed / (0.125 * 2 ** k))
            self._octaves[k] = self._octaves[k] * kept + math.sqrt(1 - kept * kept) * self._flicker.gauss(0, 1)
        return self.sizes["flicker"] * sum(self._octaves)

    def mains(self, begin, window):
        """The mean of the mains over a conversion: the sine at its middle times sinc(f T)."""
        total = 0.0
        for harmonic, share, phase in zip((1, 3), (1.0, MAINS_THIRD), self.mains_phases):
            turns = harmonic * self.mains_frequency * window
            sinc = math.sin(math.pi * turns) / (math.pi * turns) if turns else 1.0
            total += share * sinc * math.sin(2 * math.pi * harmonic * self.mains_frequency * (begin + window / 2) + phase)
        return self.sizes["mains"] * total


def line(resonance, frequency, power):
    """The spin-diode voltage of a mode. Its power p obeys p = gamma^2 P/(Gamma(p)^2 + (omega - omega(p))^2)."""
    natural, drive, mode = 2 * math.pi * max(resonance, 1e6), 2 * math.pi * frequency, 0.0
    for _ in range(40):
        omega = natural * (1 + FREQUENCY_SHIFT * mode)
        width = DAMPING * omega * (1 + DAMPING_SHIFT * mode)
        mode = 0.5 * (mode + GAMMA ** 2 * power / (width ** 2 + (drive - omega) ** 2))
    off = drive - omega
    return power * BETA * (ANTISYMMETRIC_WEIGHT * off + SYMMETRIC_WEIGHT * width) / (width ** 2 + off ** 2)


def weight(current, tone, powers):
    """The slope of voltage against power at a tone, by least squares, in V/W, at a current in the line."""
    resonance, mean = RESONANCE + IN_PLANE_SLOPE * LINE_CONVERSION * current, sum(powers) / len(powers)
    return (sum((power - mean) * line(resonance, tone, power) for power in powers)
            / sum((power - mean) ** 2 for power in powers))


def weight_truth(tone, powers):
    """Where the weight at a tone is zero, its slope there, and the weight at no current."""
    low, high = -3e-3, 3e-3                                    # A; a longer line current is none of this bench's
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if weight(middle, tone, powers) > 0 else (low, middle)
    step = 1e-6
    slope = (weight(low + step, tone, powers) - weight(low - step, tone, powers)) / (2 * step)
    return {"zero_weight_current_a": low, "weight_slope_v_per_w_a": slope,
            "weight_at_no_current_v_per_w": weight(0.0, tone, powers)}


def truth():
    """The hidden values a measurement should find, with those derived from them."""
    width = DAMPING * RESONANCE                                # half width at half maximum, Gamma/2 pi
    gain = BETA / (2 * math.pi * width)                        # V/W per unit of weight
    weight = math.hypot(SYMMETRIC_WEIGHT, ANTISYMMETRIC_WEIGHT)
    extremes = [(s * weight - SYMMETRIC_WEIGHT) / ANTISYMMETRIC_WEIGHT for s in (-1, 1)]   # in half widths from resonance
    return {
        "resonance_hz": RESONANCE, "reference_field_oe": REFERENCE_FIELD, "damping": DAMPING,
        "half_width_hz": width, "full_width_hz": 2 * width,
        "symmetric_weight": SYMMETRIC_WEIGHT, "antisymmetric_weight": ANTISYMMETRIC_WEIGHT,
        "symmetric_over_antisymmetric": SYMMETRIC_WEIGHT / ANTISYMMETRIC_WEIGHT,
        "sensitivity_at_resonance_v_per_w": gain * SYMMETRIC_WEIGHT,                      # small power: beta xi_S/Gamma
        "lorentzian_amplitudes_v_per_w": {"symmetric": gain * SYMMETRIC_WEIGHT,           # of 1/(1+x^2)
                                          "antisymmetric": gain * ANTISYMMETRIC_WEIGHT},  # of x/(1+x^2)
        "extreme_sensitivities_v_per_w": [gain * (SYMMETRIC_WEIGHT + s * weight) / 2 for s in (-1, 1)],
        "extremes_at_hz": [RESONANCE + x * width for x in extremes],
        # of the whole line towards higher frequency, at resonance and small power
        "resonance_shift_hz_per_w": FREQUENCY_SHIFT * RESONANCE * (GAMMA / (2 * math.pi * width)) ** 2,
        "field_slope_hz_per_oe": PERPENDICULAR_SLOPE, "in_plane_slope_hz_per_oe": IN_PLANE_SLOPE,
        "line_conversion_oe_per_ma": LINE_CONVERSION / 1000,
        "line_slope_hz_per_ma": LINE_CONVERSION / 1000 * IN_PLANE_SLOPE,
        "neighbour_conversion_oe_per_ma": NEIGHBOUR_LEAKAGE * LINE_CONVERSION / 1000,
        "resistance_ohm": RESISTANCE, "cable_loss_db": CABLE_LOSS, "lead_resistance_ohm": LEAD_RESISTANCE,
        "resistance_slope_ohm_per_oe": -RESISTANCE * MAGNETORESISTANCE / (2 + MAGNETORESISTANCE) / SATURATION_FIELD,
        "magnets_oe_per_a_and_remanence_oe": MAGNETS, "background_field_oe": BACKGROUND_FIELD,
        "coil_time_constant_s": COIL_TIME, "voltage_noise_1plc_v": VOLT_NOISE, "emf_mean_v": EMF_MEAN,
    }


def clip(value, low, high):
    return max(low, min(high, value))


class Aborted(Exception):
    """A measurement ended because it was aborted or its client has gone."""


class World:
    """The physical state: field, currents, RF power, junction. One lock guards it and the settings of all instruments."""

    def __init__(self, bench, seed, probe_over_line, effects):
        self.lock = threading.Lock()
        self.effects = Effects(effects, seed)
        self.random = random.Random(seed)
        self.in_plane_magnet = bench == "field-line"
        self.probe_over_line = probe_over_line
        self.oersted_per_ampere, self.remanence = MAGNETS[bench]
        self.line = self.neighbour = self.bias = lambda: 0.0   # present currents in A; the instruments replace them
        self._coil = (0.0, 0.0, clock())              # target, start, start time
        self._yoke = YOKE_WIDTH                                # an earlier user left the yoke magnetised
        self._rf = self._rf_before = (1e9, -200.0, 1.0)        # Hz, dBm at the connector, duty cycle
        self._rf_at = 0.0
        self.emf = EMF_MEAN
        self.destroyed = False
        self.converter = collections.deque([0.0] * 16, maxlen=16)
        self._field_samples = collections.deque([self.field()] * 5, maxlen=5)
        self.field_reading = self.field()
        self.started = clock()
        self.reset_record()
        threading.Thread(target=self._run, daemon=True).start()

    # time
    def pause(self, seconds):
        """Waits, with the lock let go; the caller holds it."""
        self.lock.release()
        try:
            time.sleep(max(0.0, seconds))
        finally:
            self.lock.acquire()

    def average(self, signal, seconds, alive=lambda: True):
        """The mean of a signal over a window that begins now."""
        slices, begin = clip(math.ceil(seconds / 0.010), 1, 200), clock()
        total = 0.0
        for part in range(1, slices + 1):
            self.pause(begin + seconds * part / slices - clock())
            if not alive():
                raise Aborted
            total += signal()
        return total / slices

    def _run(self):
        """Slow processes, the converter of the supply (50/s) and the gaussmeter (10 readings/s)."""
        due, count = clock(), 0
        while True:
            due = max(due + TICK, clock())
            time.sleep(max(0.0, due - clock()))
            with self.lock:
                count += 1
                self.emf += (EMF_MEAN - self.emf) * TICK / EMF_TIME + EMF_WALK * math.sqrt(TICK) * self.random.gauss(0, 1)
                self.converter.append(self.coil_current())
                self._field_samples.append(self.field() + (LINE_CONVERSION * self.line() if self.probe_over_line else 0.0))
                if count % 5 == 0:
                    self.field_reading = sum(self._field_samples) / 5 + self.random.gauss(0, FIELD_NOISE)
                self.note()

    # magnet
    def set_coil(self, target, kick=0.0):
        self._coil = (target, self.coil_current() + kick, clock())

    def coil_current(self):
        target, start, since = self._coil
        return target + (start - target) * math.exp(-(clock() - since) / COIL_TIME)

    def field(self):
        """The magnet's field in Oe, with the yoke's remanence (a play operator) and the background."""
        current = self.coil_current()
        self._yoke = clip(self._yoke, current - YOKE_WIDTH, current + YOKE_WIDTH)
        return (self.oersted_per_ampere * current + self.remanence * clip(self._yoke / YOKE_WIDTH, -1, 1) + BACKGROUND_FIELD)

    # RF
    def set_rf(self, frequency, level, duty):
        """The generator's output; it takes effect when it has settled."""
        new = (frequency, level, duty)
        if new != self._rf:
            self._rf_before = self.rf()
            self._rf, self._rf_at = new, clock() + RF_SETTLING
        self.note()

    def rf(self):
        return self._rf if clock() >= self._rf_at else self._rf_before

    def rf_settling(self):
        return max(0.0, self._rf_at - clock())

    # junction
    def in_plane_field(self):
        lines = LINE_CONVERSION * (self.line() + NEIGHBOUR_LEAKAGE * self.neighbour())
        return lines + (self.field() if self.in_plane_magnet else 0.0)

    def resistance(self):
        if self.destroyed:
            return 38.0
        field = self.in_plane_field()
        polarisation = MAGNETORESISTANCE / (2 + MAGNETORESISTANCE)
        return RESISTANCE / (1 + polarisation * field / math.hypot(field, SATURATION_FIELD))

    def power(self):
        """The RF power at the junction in W, while it lasts."""
        frequency, level, _ = self.rf()
        return self.arriving(frequency, level)

    def arriving(self, frequency, level):
        return 1e-3 * 10 ** ((level - CABLE_LOSS + self.effects.ripple(frequency)) / 10)

    def rectified(self):
        """The spin-diode voltage of the modes, and what is rectified beside them."""
        frequency, level, duty = self.rf()
        power = self.arriving(frequency, level)
        if power < 1e-15:
            return 0.0
        volts = self.effects.pickup(frequency, 1e-3 * 10 ** ((level - CABLE_LOSS) / 10))
        if not self.destroyed:
            resonance = RESONANCE + IN_PLANE_SLOPE * self.in_plane_field()
            if not self.in_plane_magnet:
                resonance += PERPENDICULAR_SLOPE * (self.field() - REFERENCE_FIELD)
            volts += line(resonance, frequency, power)
            if self.effects.sizes["second-mode"]:
                volts += self.effects.sizes["second-mode"] * line(resonance + SECOND_DISTANCE, frequency, power)
        return duty * volts

    def junction_voltage(self):
        return self.bias() * self.resistance() + self.rectified()

    # record of what the sample saw
    def reset_record(self):
        self.record = dict.fromkeys(("max_rf_power_w", "max_abs_field_oe", "max_abs_coil_current_a", "max_abs_line_current_a",
                                     "max_abs_neighbour_current_a", "max_abs_bias_current_a"), 0.0)

    def state(self):
        frequency, level, _ = self._rf
        return {"rf_power_w": self.arriving(frequency, level), "abs_field_oe": self.field(),
                "abs_coil_current_a": self.coil_current(), "abs_line_current_a": self.line(),
                "abs_neighbour_current_a": self.neighbour(), "abs_bias_current_a": self.bias()}

    def note(self):
        """Enters the present state in the record, and lets the junction die of too much."""
        for name, value in self.state().items():
            self.record["max_" + name] = max(self.record["max_" + name], abs(value))
        if self.record["max_rf_power_w"] > DESTROYED_BY_POWER or self.record["max_abs_bias_current_a"] > DESTROYED_BY_CURRENT:
            self.destroyed = True


# ---------------------------------------------------------------- SCPI
TEXTS = {-101: "Invalid character", -102: "Syntax error", -104: "Data type error", -108: "Parameter not allowed",
         -109: "Missing parameter", -113: "Undefined header", -131: "Invalid suffix", -141: "Invalid character data",
         -213: "Init ignored", -221: "Settings conflict", -222: "Parameter data out of range", -223: "Too much data",
         -224: "Illegal parameter value", -230: "Data corrupt or stale", -350: "Queue overflow",
         803: "Not permitted with OUTPUT off"}
PREFIXES = {"": 1, "G": 1e9, "MA": 1e6, "K": 1e3, "M": 1e-3, "U": 1e-6, "N": 1e-9, "P": 1e-12}


class Fault(Exception):
    """An error of a message: its number goes into the error queue and, by its class, into the event register."""

    def __init__(self, number):
        super().__init__(TEXTS.get(number, "Device error"))
        self.number = number


def split(text, mark):
    """Splits at a mark that stands outside quotes."""
    return [part.strip() for part in re.findall(r"""(?:^|%s)((?:"[^"]*"|'[^']*'|[^"'%s])*)""" % (mark, mark), text)]


def mnemonic(word):
    """The pattern of one header word, in short or long form: 'FREQuency' is FREQ or FREQUENCY; a suffix 1 may be left out."""
    short, rest, digits = re.fullmatch(r"([A-Z]+)([a-z]*)(\d*)", word).groups()
    return short + (f"(?:{rest.upper()})?" if rest else "") + (digits if digits > "1" else "1?")


def header_pattern(text):
    """Compiles a header such as '[:SOURce]:POWer[:LEVel]' or ':FREQuency[:CW|FIXed]'."""
    pattern = ""
    for optional, words in re.findall(r"(\[?):([\w|]+)\]?", text):
        pattern += f"(?::(?:{'|'.join(map(mnemonic, words.split('|')))}))" + ("?" if optional else "")
    return re.compile(pattern)


def short_form(option):
    return re.match(r"[A-Z0-9]+", option).group()


def exponent(value, digits=5):
    """Kepco's way to write a number: 1.39997E1."""
    mantissa, power = f"{value:.{digits}E}".split("E")
    mantissa = mantissa.rstrip("0")
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}E{int(power)}"


class Instrument:
    """What all share: identity, the 488.2 registers, and one message at a time whatever the number of connections."""
    identity = ""

    def __init__(self, world, manner):
        self.world, self.manner = world, manner               # manner: how registers and answers are written
        self.turn = threading.Lock()
        self.errors = collections.deque()
        self.registers = {"ESR": 128, "ESE": 0, "SRE": 0}
        self.client = None
        self.messages, self.refused = 0, collections.deque(maxlen=50)

    def handle(self, text, client):
        """Executes one message; returns its answer or None."""
        with self.turn, self.world.lock:
            self.client, self.messages = client, self.messages + 1
            answers = []
            try:
                self.execute(text.strip("\r\0 \t"), answers)
            except Aborted:
                return None
            finally:
                self.world.note()
            return self.manner.get("lead", "") + ";".join(answers) if answers else None

    def alive(self):
        """False when the client has closed its connection."""
        try:
            readable, _, _ = select.select([self.client], [], [], 0)
            return not readable or self.client.recv(1, socket.MSG_PEEK) != b""
        except (OSError, ValueError):
            return False

    def fail(self, number, text=""):
        bit = 16 if number >= 800 or -300 < number <= -200 else 32 if -200 < number < 0 else 8
        self.registers["ESR"] |= bit
        self.refused.append(f"{number} {text}"[:120])
        if len(self.errors) >= 10:
            self.errors[-1] = -350
        else:
            self.errors.append(number)

    def register(self, value):
        return self.manner.get("register", "{}").format(int(value))

    def status_byte(self):
        value = (4 if self.errors else 0) | (32 if self.registers["ESR"] & self.registers["ESE"] else 0) | self.own_status()
        return value | (64 if value & self.registers["SRE"] else 0)

    def own_status(self):
        """Further bits of the status byte."""
        return 0

    def common(self, name, query, text):
        """The common commands. Returns the answer, None for a command; raises for an unknown one."""
        if query and name == "IDN":
            return self.identity
        if query and name in ("ESE", "SRE"):
            return self.register(self.registers[name])
        if query and name == "ESR":
            value, self.registers["ESR"] = self.registers["ESR"], 0
            return self.register(value)
        if query and name == "STB":
            return self.register(self.status_byte())
        if query and name in ("OPC", "TST"):
            self.finish()
            return self.register(name == "OPC")
        if not query and name in ("ESE", "SRE"):
            if not re.fullmatch(r"\+?\d{1,3}(\.0*)?", text or "") or float(text) > 255:
                raise Fault(-222 if text else -109)
            self.registers[name] = int(float(text))
        elif not query and name == "CLS":
            self.registers["ESR"] = 0
            self.errors.clear()
        elif not query and name == "OPC":
            self.finish()
            self.registers["ESR"] |= 1
        elif not query and name == "RST":
            self.reset()
        elif query or name not in ("WAI", "TRG"):
            raise Fault(-113)
        elif name == "TRG":
            self.trigger()
        return None

    def finish(self):
        """Waits until what was begun has ended."""

    def reset(self):
        """Takes the settings of *RST."""

    def trigger(self):
        """Takes *TRG."""


class Scpi(Instrument):
    """A SCPI instrument: a table of headers, and the rules of compound messages."""
    drops_rest = True                                          # assumed: a message ends at its first command error

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.table, self.found, self.v, self.defaults = [], {}, {}, {}
        self.define(":SYSTem:ERRor[:NEXT]", get=self.next_error)
        self.define(":SYSTem:VERSion", get=lambda: "1991.0")
        self.define(":STATus:PRESet", set=lambda: None)
        for group in ("OPERation", "QUEStionable"):
            self.define(f":STATus:{group}:CONDition", get=lambda: self.register(0))
            self.define(f":STATus:{group}[:EVENt]", get=lambda: self.register(0))
            self.number(f":STATus:{group}:ENABle", group, 0, 0, 65535, "{:.0f}")

    # building the table
    def define(self, header, get=None, set=None):
        self.table.append((header_pattern(header), get, set))

    def number(self, header, key, default, low, high, form="{:.6E}", unit="", rounding=lambda x: x):
        self.v[key] = self.defaults[key] = default

        def put(text=None):
            value = self.parse(text, low, high, default, unit)
            self.v[key] = rounding(value)

        def get(text=""):
            return form.format(self.parse(text, low, high, default, unit) if text else self.v[key])
        self.define(header, get, put)

    def flag(self, header, key, default=False):
        self.v[key] = self.defaults[key] = default
        self.define(header, lambda: str(int(self.v[key])), lambda text=None: self.v.update({key: self.boolean(text)}))

    def choice(self, header, key, default, options, form="{}"):
        self.v[key] = self.defaults[key] = default
        self.define(header, lambda: form.format(self.v[key]),
                    lambda text=None: self.v.update({key: self.option(text, options)}))

    def plain(self, settings):
        """Settings without effect on what is measured here: kept and given back as they came, in short form."""
        for header, default in settings.items():
            self.v[header] = self.defaults[header] = default
            self.define(header, lambda *_, h=header: self.v[h],
                        lambda text=None, h=header: self.v.update({h: self.shortened(text)}))

    # parameters
    @staticmethod
    def shortened(text):
        if not text:
            raise Fault(-109)
        word = text.upper()
        if word in ("ON", "OFF"):
            return str(int(word == "ON"))
        return (word[:3] if word[3] in "AEIOU" else word[:4]) if word.isalpha() and len(word) > 4 else word

    def parse(self, text, low, high, default=0.0, unit=""):
        if not text:
            raise Fault(-109)
        word = text.upper()
        special = {"MIN": low, "MINIMUM": low, "MAX": high, "MAXIMUM": high, "DEF": default, "DEFAULT": default}
        if high == math.inf:
            special |= {"INF": math.inf, "INFINITY": math.inf}
        if word in special:
            return special[word]
        match = re.fullmatch(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:\s?E\s?[-+]?\d{1,3})?)\s*([A-Z]*)", word)
        if not match:
            raise Fault(-104)
        suffix, scale = match.group(2), 1.0
        if suffix:
            prefix = suffix[:-len(unit)] if unit and suffix.endswith(unit) else None
            if prefix not in PREFIXES:
                raise Fault(-131)
            scale = 1e6 if suffix == "MHZ" else PREFIXES[prefix]
        value = float(match.group(1).replace(" ", "")) * scale
        if not low - 1e-12 <= value <= high + 1e-12:
            raise Fault(-222)
        return value

    def boolean(self, text):
        if text and text.upper() in ("ON", "1", "OFF", "0"):
            return text.upper() in ("ON", "1")
        return self.parse(text, -1e9, 1e9) != 0

    def option(self, text, options):
        if not text:
            raise Fault(-109)
        word = text.strip("'\"").upper()
        for name in options.split("|"):
            if word in (short_form(name), name.upper()):
                return short_form(name)
        raise Fault(-224 if re.fullmatch(r"[A-Z:]+\d*", word) else -141)

    # messages
    def execute(self, text, answers):
        if any(ord(c) > 126 or (ord(c) < 32 and c != "\t") for c in text):
            self.fail(-101, "character")
            return
        path = ""
        for unit in split(text, ";"):
            match = re.match(r"([^\s?]+)(\??)\s*(.*)$", unit)
            if not match:
                if unit:
                    self.fail(-102, unit)
                continue
            header, query, rest = match.groups()
            try:
                if header.lstrip(":").startswith("*"):
                    answer = self.common(header.lstrip(":")[1:].upper(), bool(query), rest)
                else:
                    full = header.upper() if header.startswith(":") else f"{path}:{header.upper()}"
                    path = full.rpartition(":")[0]
                    answer = self.command(full, bool(query), split(rest, ",") if rest else [])
            except Fault as fault:
                self.fail(fault.number, unit)
                if self.drops_rest and -200 < fault.number < 0:
                    break
                continue
            if query:
                answers.append(answer)
            else:
                self.apply()

    def command(self, header, query, parameters):
        if (header, query) not in self.found:
            self.found[header, query] = next((f for pattern, get, set in self.table
                                              if (f := get if query else set) and pattern.fullmatch(header)), None)
            if len(self.found) > 2000:                         # nonsense headers shall not fill the memory
                self.found.clear()
                return self.command(header, query, parameters)
        action = self.found[header, query]
        if not action:
            raise Fault(-113)
        try:
            inspect.signature(action).bind(*parameters)
        except TypeError:
            raise Fault(-108) from None
        return action(*parameters)

    def next_error(self):
        number = self.errors.popleft() if self.errors else 0
        return f'{number},"{TEXTS[number] if number else "No error"}"'

    def reset(self):
        self.v.update(self.defaults)
        self.apply()

    def apply(self):
        """Hands changed settings to the world."""


# ---------------------------------------------------------------- the instruments
class SMB100A(Scpi):
    """R&S SMB100A. The frequency and level in the display carry offset (and multiplier): RF output = POWer - OFFSet."""
    identity = "Rohde&Schwarz,SMB100A,1406.6000k02/100347,3.0.13.0-2.20.382.70"
    drops_rest = False

    def __init__(self, world, manner):
        super().__init__(world, manner)
        source = "[:SOURce]"
        self.define(source + ":FREQuency[:CW|FIXed]", self.get_frequency, self.set_frequency)
        self.define(source + ":POWer[:LEVel][:IMMediate][:AMPLitude]", self.get_level, self.set_level)
        self.v |= {"hertz": 1e9, "dbm": -30.0}                 # at the connector
        self.defaults |= {"hertz": 1e9, "dbm": -30.0}
        self.number(source + ":FREQuency:OFFSet", "f_offset", 0.0, -67e9, 67e9, "{:.12g}", "HZ")
        self.number(source + ":FREQuency:MULTiplier", "multiplier", 1.0, 1.0, 10000.0, "{:.12g}")
        self.number(source + ":POWer[:LEVel][:IMMediate]:OFFSet", "offset", 0.0, -100, 100, "{:.12g}", "DB")
        self.number(source + ":POWer:LIMit[:AMPLitude]", "limit", 30.0, -145, 30, "{:.12g}", "DBM")
        self.choice(source + ":FREQuency:MODE", "f_mode", "CW", "CW|FIXed|SWEep|LIST")
        self.choice(source + ":POWer:MODE", "p_mode", "CW", "CW|FIXed|SWEep")
        self.plain({source + ":POWer:ALC[:STATe]": "AUTO", ":OUTPut:AMODe": "AUTO", source + ":CORRection[:STATe]": "0",
                    source + ":PHASe": "0", source + ":ROSCillator:SOURce": "INT", source + ":FREQuency:STARt": "100000000",
                    source + ":FREQuency:STOP": "500000000", source + ":SWEep:POINts": "41", source + ":SWEep:DWELl": "0.015",
                    ":TRIGger:FSWeep:SOURce": "AUTO"})
        for name in ("AM", "FM", "PM", "PULM"):
            self.flag(f"{source}:{name}:STATe", name)
            self.plain({f"{source}:{name}:SOURce": "INT"})
        self.number(source + ":PULM:PERiod", "period", 1e-5, 1e-7, 100, "{:.12g}", "S")
        self.number(source + ":PULM:WIDTh", "width", 5e-6, 1e-8, 100, "{:.12g}", "S")
        self.define(source + ":MODulation[:ALL][:STATe]", lambda: str(int(any(self.v[m] for m in ("AM", "FM", "PM", "PULM")))),
                    self.modulation)
        self.flag(":OUTPut[:STATe]", "on")
        self.define(":SYSTem:PRESet", set=self.reset)
        self.define(":SYSTem:ERRor:ALL", get=lambda: ",".join(self.next_error() for _ in range(len(self.errors) or 1)))
        self.define(":SYSTem:SERRor", get=lambda: '0,"No error"')
        self.v |= {"offset": -20.0, "PULM": True, "dbm": -12.0}   # left behind by an earlier user
        self.apply()

    def get_frequency(self, text=""):
        hertz = {"MIN": 9e3, "MAX": 6e9}.get(text.upper(), self.v["hertz"])
        return f"{hertz * self.v['multiplier'] + self.v['f_offset']:.12g}"

    def set_frequency(self, text=None):
        value = (self.parse(text, -1e15, 1e15, 1e9, "HZ") - self.v["f_offset"]) / self.v["multiplier"]
        if not 9e3 <= value <= 6e9:
            raise Fault(-222)
        self.v["hertz"] = round(value, 2)

    def get_level(self, text=""):
        level = {"MIN": -145.0, "MAX": 18.0}.get(text.upper(), self.v["dbm"])
        return f"{level + self.v['offset']:.12g}"

    def set_level(self, text=None):
        level = self.parse(re.sub(r"(?i)\s*dBm$", "", text or ""), -1e3, 1e3, -30) - self.v["offset"]
        if not -145 <= level <= 18:
            raise Fault(-222)
        self.v["dbm"] = round(min(level, self.v["limit"]), 2)

    def modulation(self, text=None):
        if not self.boolean(text):
            self.v.update(dict.fromkeys(("AM", "FM", "PM", "PULM"), False))

    def apply(self):
        duty = clip(self.v["width"] / self.v["period"], 0, 1) if self.v["PULM"] else 1.0
        self.world.set_rf(self.v["hertz"], self.v["dbm"] if self.v["on"] else -200.0, duty)

    def finish(self):
        self.world.pause(self.world.rf_settling())


class Keithley2182A(Scpi):
    """Keithley 2182A: a reading lasts NPLC/50 Hz, twice that with autozero, times the repetitions of the filter."""
    identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2182A,1193143,C02  /A02"

    def __init__(self, world, manner):
        super().__init__(world, manner)
        volt = "[:SENSe]:VOLTage[:DC]"
        self.number(volt + ":NPLCycles", "nplc", 5.0, 0.01, 50, "{:.2f}")
        self.define(volt + ":APERture", lambda: f"{self.v['nplc'] / LINE_FREQUENCY:.6f}",
                    lambda text=None: self.v.update(nplc=self.parse(text, 2e-4, 1.0, 0.1) * LINE_FREQUENCY))
        for channel in "12":
            here, first = f"{volt}:CHANnel{channel}", f"{volt}[:CHANnel1]" if channel == "1" else f"{volt}:CHANnel{channel}"
            top = 100.0 if channel == "1" else 10.0
            ranges = [r for r in (0.01, 0.1, 1.0, 10.0, 100.0) if r <= top and (channel == "1" or r > 0.01)]
            self.number(first + ":RANGe[:UPPer]", "range" + channel, top, 0, 1.2 * top, "{:.6f}", "V",
                        lambda x, ranges=ranges, c=channel: self.manual_range(
                            c, next((r for r in ranges if r * 1.2 >= x), ranges[-1])))
            self.flag(first + ":RANGe:AUTO", "auto" + channel, True)
            self.flag(first + ":LPASs[:STATe]", "lpass" + channel)
            self.flag(first + ":DFILter[:STATe]", "filter" + channel, True)
            self.number(first + ":DFILter:COUNt", "count" + channel, 10, 1, 100, "{:.0f}", rounding=round)
            self.number(first + ":DFILter:WINDow", "window" + channel, 0.01, 0, 10, "{:.2f}")
            self.choice(first + ":DFILter:TCONtrol", "control" + channel, "MOV", "MOVing|REPeat")
            self.number(here + ":REFerence", "ref" + channel, 0.0, -1.2 * top, 1.2 * top, "{:+.8E}", "V")
            self.flag(here + ":REFerence:STATe", "rel" + channel)
            self.define(here + ":REFerence:ACQuire", set=lambda c=channel: self.v.update({"ref" + c: self.last or 0.0}))
        self.number("[:SENSe]:CHANnel", "channel", 1, 0, 2, "{:.0f}", rounding=round)
        self.choice("[:SENSe]:FUNCtion", "function", "VOLT:DC", "VOLT:DC|TEMP", '"{}"')
        self.define("[:SENSe]:FUNCtion", set=lambda text="": self.v.update(
            function="TEMP" if "TEMP" in text.upper() else "VOLT:DC"))
        self.table.insert(0, self.table.pop())                 # 'VOLT' is accepted for 'VOLT:DC'
        self.flag(":SYSTem:AZERo[:STATe]", "azero", True)
        self.plain({":SYSTem:FAZero[:STATe]": "1", ":SYSTem:LSYNc[:STATe]": "0", ":DISPlay:ENABle": "1",
                    ":FORMat[:DATA]": "ASC", ":FORMat:BORDer": "SWAP", ":TRIGger:DELay:AUTO": "0", ":TRACe:FEED": "SENS"})
        self.define(":SYSTem:LFRequency", get=lambda: f"{LINE_FREQUENCY:.0f}")
        self.v["elements"] = self.defaults["elements"] = ("READ",)
        self.define(":FORMat:ELEMents", lambda: ",".join(self.v["elements"]), self.elements)
        self.flag(":INITiate:CONTinuous", "continuous")
        self.define(":INITiate[:IMMediate]", set=self.initiate)
        self.define(":ABORt", set=self.abort)
        self.choice(":TRIGger:SOURce", "source", "IMM", "IMMediate|BUS|TIMer|MANual|EXTernal")
        self.number(":TRIGger:COUNt", "triggers", 1, 1, math.inf, rounding=lambda x: x if x == math.inf else round(x))
        self.define(":TRIGger:COUNt", get=lambda: "+9.9e37" if self.v["triggers"] == math.inf else f"{self.v['triggers']}")
        self.table.insert(0, self.table.pop())
        self.number(":TRIGger:DELay", "delay", 0.0, 0, 999999.999, "{:.3f}")
        self.number(":TRIGger:TIMer", "timer", 0.1, 0, 999999.999, "{:.3f}")
        self.number(":SAMPle:COUNt", "samples", 1, 1, 1024, "{:.0f}", rounding=round)
        self.define(":READ", get=self.read)
        self.define(":FETCh", get=self.fetch)
        self.define(":MEASure[:VOLTage][:DC]", get=self.measure)
        self.define(":CONFigure[:VOLTage][:DC]", set=self.configure)
        self.define("[:SENSe]:DATA[:LATest]", get=lambda: self.form(self.fetched(lambda: self.last)))
        self.define("[:SENSe]:DATA:FRESh", get=lambda: self.form(self.fetched(lambda: self.fresh)))
        self.number(":TRACe:POINts", "points", 100, 2, 1024, "{:.0f}", rounding=round)
        self.choice(":TRACe:FEED:CONTrol", "storing", "NEV", "NEVer|NEXT")
        self.define(":TRACe:CLEar", set=lambda: self.buffer.clear())
        self.define(":TRACe:DATA", get=lambda: ",".join(map(self.form, self.buffer)))
        self.define(":STATus:MEASurement[:EVENt]", get=lambda: "512" if len(self.buffer) >= self.v["points"] else "0")
        self.number(":STATus:MEASurement:ENABle", "measurement", 0, 0, 65535, "{:.0f}", rounding=round)
        self.define(":STATus:QUEue:CLEar", set=lambda: self.errors.clear())
        self.define(":STATus:QUEue[:NEXT]", get=self.next_error)
        self.define(":SYSTem:PRESet", set=lambda: (self.reset(), self.v.update(continuous=True, triggers=math.inf)))
        self.last = self.fresh = None
        self.results, self.buffer, self.stack = [], [], []
        self.running, self.run, self.bus = False, 0, False
        self.changed = threading.Condition(world.lock)
        self.v.update(continuous=True, triggers=math.inf)      # as from the front panel: free running
        threading.Thread(target=self._work, daemon=True).start()

    def manual_range(self, channel, value):
        self.v["auto" + channel] = False
        return value

    def elements(self, *names):
        self.v["elements"] = tuple(self.option(name, "READing|CHANnel|UNITs") for name in names or [None])

    def configure(self):
        self.abort()
        self.v.update(continuous=False, function="VOLT:DC", source="IMM", triggers=1, samples=1)

    # readings
    def conversion(self, alive):
        channel, window = self.v["channel"], self.v["nplc"] / LINE_FREQUENCY
        if self.v["function"] == "TEMP" or channel == 0:
            self.world.pause(window)
            return 23.4
        if self.v[f"lpass{channel}"]:
            self.world.pause(0.125)
        noise = self.world.random.gauss(0, VOLT_NOISE / math.sqrt(self.v["nplc"]))
        effects, begin = self.world.effects, clock()
        value = self.world.average((lambda: self.world.junction_voltage() + self.world.emf) if channel == 1 else lambda: 0.0,
                                   window, alive) + noise + effects.flicker()
        if channel == 1:
            value += effects.mains(begin, window)
        if self.v["azero"]:
            self.world.pause(window)                           # the zero is measured, too
        return value

    def reading(self, alive):
        channel = str(self.v["channel"])
        if channel == "0" or not self.v["filter" + channel]:
            value = self.conversion(alive)
        elif self.v["control" + channel] == "REP":
            count = self.v["count" + channel]
            value = sum(self.conversion(alive) for _ in range(count)) / count
        else:
            value, count, span = self.conversion(alive), self.v["count" + channel], self.v["range" + channel]
            window = self.v["window" + channel] / 100 * (0.01 if self.v["auto" + channel] else span)
            if not self.stack or (window and abs(value - sum(self.stack) / len(self.stack)) > window):
                self.stack = [value] * count                   # beyond the window the average begins anew
            self.stack = (self.stack + [value])[-count:]
            value = sum(self.stack) / len(self.stack)
        if channel != "0" and not self.v["auto" + channel] and abs(value) > 1.2 * self.v["range" + channel]:
            return 9.9e37
        return value - self.v["ref" + channel] if channel != "0" and self.v["rel" + channel] else value

    def _work(self):
        """The trigger model: idle until initiated, then its count of triggers and samples."""
        with self.world.lock:
            while True:
                while not (self.running or self.v["continuous"]):
                    self.changed.wait()
                self.running, run = True, self.run

                def alive(run=run):
                    return run == self.run
                try:
                    done = 0
                    while done < self.v["triggers"] and alive():
                        while alive() and self.v["source"] in ("BUS", "MAN", "EXT") and not self.bus:
                            self.changed.wait(0.1)
                        self.bus = False
                        self.world.pause(self.v["delay"] + (self.v["timer"] if self.v["source"] == "TIM" and done else 0))
                        for _ in range(self.v["samples"]):
                            self.publish(self.reading(alive), alive)
                        done += 1
                except Aborted:
                    pass
                if alive():
                    self.running = False
                self.changed.notify_all()

    def publish(self, value, alive):
        if not alive():
            raise Aborted
        self.last = self.fresh = value
        self.results = (self.results + [value])[-1024:]
        if self.v["storing"] == "NEXT" and len(self.buffer) < self.v["points"]:
            self.buffer.append(value)
        self.changed.notify_all()

    def form(self, value):
        if value == 9.9e37:
            return "+9.9E37"
        names, temperature = self.v["elements"], self.v["function"] == "TEMP"
        text = f"{value:+.8E}" if "READ" in names else ""
        text += ("C" if temperature else "VDC") if "UNIT" in names else ""
        return text + (f"{',' if text else ''}{self.v['channel']}INTCHAN" if "CHAN" in names else "")

    # triggers and queries
    def abort(self):
        self.run, self.running, self.results, self.bus = self.run + 1, False, [], False
        self.changed.notify_all()

    def initiate(self):
        if self.running or self.v["continuous"]:
            raise Fault(-213)
        self.run, self.running, self.results = self.run + 1, True, []
        self.changed.notify_all()

    def trigger(self):
        self.bus = True
        self.changed.notify_all()

    def apply(self):
        self.stack = []
        self.changed.notify_all()

    def wait(self, done):
        while not done():
            self.changed.wait(0.25)
            if not self.alive():
                self.abort()
                raise Aborted

    def read(self):
        """ABORt, INITiate, FETCh?. Free running, INITiate is an error and the next reading is given."""
        self.abort()
        endless = self.v["continuous"] or self.v["triggers"] == math.inf
        if self.v["continuous"]:
            self.fail(-213, ":READ?")
        else:
            self.initiate()
        self.wait(lambda: self.results and (endless or not self.running))
        return self.results_text()

    def results_text(self):
        self.fresh = None
        endless = self.v["triggers"] == math.inf or self.v["continuous"]
        return ",".join(map(self.form, self.results[-1:] if endless else self.results))

    def fetch(self):
        if not self.results and not self.running and not self.v["continuous"]:
            raise Fault(-230)
        self.wait(lambda: self.results)
        return self.results_text()

    def fetched(self, value):
        if value() is None and not self.running and not self.v["continuous"]:
            raise Fault(-230)
        self.wait(lambda: value() is not None)
        result, self.fresh = value(), None
        return result

    def measure(self):
        self.configure()
        return self.read()

    def reset(self):
        super().reset()
        self.abort()

    def finish(self):
        if self.running and self.v["triggers"] != math.inf and not self.v["continuous"]:
            self.wait(lambda: not self.running)

    def own_status(self):
        return 1 if self.v["measurement"] & 512 and len(self.buffer) >= self.v["points"] else 0


class GS200(Scpi):
    """Yokogawa GS200 (it calls itself GS210). HOLD pauses and resumes; PAUSe pauses; CONTinue resumes."""
    identity = "YOKOGAWA,GS210,91T926460,1.05"
    RANGES = {"CURR": (1e-3, 10e-3, 100e-3, 200e-3), "VOLT": (10e-3, 100e-3, 1.0, 10.0, 30.0)}

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.v |= {"function": "VOLT", "range": 1.0, "level": 0.0}
        self.defaults |= {"function": "VOLT", "range": 1.0, "level": 0.0}
        self.define(":SOURce:FUNCtion", lambda: self.v["function"], self.set_function)
        self.define(":SOURce:RANGe", lambda: f"{self.v['range']:+.5E}", self.set_range)
        self.define(":SOURce:LEVel[:FIXed]", lambda: f"{self.level():+.5E}", self.set_level)
        self.define(":SOURce:LEVel:AUTO", lambda: f"{self.level():+.5E}", lambda text=None: self.set_level(text, True))
        self.number(":SOURce:PROTection:VOLTage", "volts", 30.0, 1, 30, "{:+.5E}", "V")
        self.number(":SOURce:PROTection:CURRent", "amperes", 0.2, 1e-3, 0.2, "{:+.5E}", "A")
        self.flag(":OUTPut[:STATe]", "on")
        self.number(":PROGram:INTerval", "interval", 1.0, 0.1, 3600, "{:.1f}")
        self.number(":PROGram:SLOPe", "slope", 0.0, 0, 3600, "{:.1f}")
        self.flag(":PROGram:REPeat", "repeat")
        self.define(":PROGram:EDIT:STARt", set=lambda: setattr(self, "editing", []))
        self.define(":PROGram:EDIT:END", set=self.end_editing)
        self.define(":PROGram:COUNt", get=lambda: str(len(self.points)))
        self.define(":PROGram:RUN", set=self.run)
        self.define(":PROGram:PAUSe", set=lambda: self.pause(True))
        self.define(":PROGram:CONTinue", set=lambda: self.pause(False))
        self.define(":PROGram:HOLD", set=lambda: self.pause(not self.paused))
        self.define(":STATus:CONDition", get=lambda: self.register(0 if self.is_running() else 256))
        self.define(":STATus:EVENt", get=self.take_event)
        self.number(":STATus:ENABle", "enable", 0, 0, 65535, "{:.0f}")
        self.define(":STATus:ERRor", get=self.next_error)
        self.define(":SYSTem:LFRequency", get=lambda: f"{LINE_FREQUENCY:.0f}")
        for name in ("LOCal", "REMote"):
            self.define(":SYSTem:" + name, set=lambda: None)
        self.plain({":PROGram:TRIGger": "NORM", ":SYSTem:DISPlay[:NORMal]": "1", ":ROUTe:BNCI": "TRIG", ":ROUTe:BNCO": "TRIG"})
        self.points, self.editing, self.program, self.paused, self.event = [], None, None, False, 0
        world.line = self.output

    def common(self, name, query, text):
        return "NONE" if query and name == "OPT" else super().common(name, query, text)

    def take_event(self):
        self.is_running()
        value, self.event = self.event, 0
        return self.register(value)

    def set_function(self, text=None):
        function = self.option(text, "VOLTage|CURRent")
        if function != self.v["function"]:                     # assumed: the output is switched off and the level cleared
            self.v.update(function=function, range=self.RANGES[function][0], level=0.0, on=False)
            self.program = None

    def set_range(self, text=None):
        ranges = self.RANGES[self.v["function"]]
        wanted = abs(self.parse(text, -1e3, 1e3, ranges[-1], self.v["function"] == "CURR" and "A" or "V"))
        if wanted > 1.0001 * ranges[-1]:
            raise Fault(-222)
        self.v["range"] = next(r for r in ranges if r * 1.0001 >= wanted)
        self.v["level"] = clip(self.level(), -1.2 * self.v["range"], 1.2 * self.v["range"])

    def set_level(self, text=None, auto=False):
        ranges, unit = self.RANGES[self.v["function"]], "A" if self.v["function"] == "CURR" else "V"
        level = self.parse(text, -1.2 * ranges[-1], 1.2 * ranges[-1], 0.0, unit)
        if auto:
            self.v["range"] = next(r for r in ranges if r * 1.2 >= abs(level) - 1e-12)
        if abs(level) > min(1.2 * self.v["range"], ranges[-1] if unit == "A" else 32.0) + 1e-12:
            raise Fault(-222)
        level = round(level / self.v["range"], 5) * self.v["range"]   # 5 1/2 digits
        if self.editing is not None:
            self.editing.append(level)
        elif self.is_running():
            raise Fault(-221)
        else:
            self.v["level"] = level

    def end_editing(self):
        if self.editing is None:
            raise Fault(-221)
        self.points, self.editing = self.editing, None

    def run(self):
        if not self.v["on"] or not self.points or self.is_running():
            raise Fault(-221)
        self.program = {"from": self.v["level"], "ran": 0.0, "since": clock()}
        self.paused = False

    def ran(self):
        return self.program["ran"] + (0.0 if self.paused else clock() - self.program["since"])

    def pause(self, paused):
        if self.is_running() and paused != self.paused:
            self.program = {**self.program, "ran": self.ran(), "since": clock()}
            self.paused = paused

    def is_running(self):
        """Whether a program runs or is paused; ends it when its time is over."""
        if self.program and not self.v["repeat"] and self.ran() >= self.v["interval"] * len(self.points):
            self.v["level"], self.program, self.paused = self.points[-1], None, False
            self.event |= 128 | 256                            # end of program, ready for program
        return self.program is not None

    def level(self):
        if not self.is_running():
            return self.v["level"]
        step, inside = divmod(self.ran(), self.v["interval"])
        step = int(step)
        before = self.program["from"] if step == 0 else self.points[(step - 1) % len(self.points)]
        share = 1.0 if self.v["slope"] <= 0 else min(1.0, inside / self.v["slope"])
        return before + (self.points[step % len(self.points)] - before) * share

    def output(self):
        """The current in the line, in A."""
        if not self.v["on"]:
            return 0.0
        current = self.level() / (1.0 if self.v["function"] == "CURR" else LINE_RESISTANCE)
        limit = self.v["volts"] / LINE_RESISTANCE if self.v["function"] == "CURR" else self.v["amperes"]
        return clip(current, -limit, limit)

    def apply(self):
        if not self.v["on"] and self.program:                  # output off ends the program
            self.v["level"], self.program, self.paused = self.level(), None, False

    def reset(self):
        self.program, self.paused = None, False
        super().reset()


class Keithley2400(Scpi):
    """Keithley 2400: sources a current (or voltage) into the junction and reads both."""
    identity = "KEITHLEY INSTRUMENTS INC.,MODEL 2400,1147832,C30   Mar 17 2006 09:29:29/A02  /K/J"
    ORDER = ("VOLT", "CURR", "RES", "TIME", "STAT")

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.cables = manner.get("cables", "both")
        self.choice(":SOURce:FUNCtion[:MODE]", "function", "VOLT", "VOLTage|CURRent|MEMory")
        for name, top, unit, first in (("CURRent", 1.05, "A", 1.05e-4), ("VOLTage", 210.0, "V", 21.0)):
            key = name[:4].upper()
            self.number(f":SOURce:{name}[:LEVel][:IMMediate][:AMPLitude]", key, 0.0, -top, top, "{:+.6E}", unit)
            self.number(f":SOURce:{name}:RANGe", key + "range", first, -top, top, "{:.6E}", unit, abs)
            self.flag(f":SOURce:{name}:RANGe:AUTO", key + "auto", True)
            self.number(f"[:SENSe]:{name}[:DC]:PROTection[:LEVel]", key + "limit", first, -top, top, "{:.6E}", unit, abs)
            self.define(f"[:SENSe]:{name}[:DC]:PROTection:TRIPped",
                        get=lambda k=key: str(int(self.limited() and k != self.v["function"])))
            self.number(f"[:SENSe]:{name}[:DC]:RANGe[:UPPer]", key + "sense", first, -top, top, "{:.6E}", unit, abs)
            self.flag(f"[:SENSe]:{name}[:DC]:RANGe:AUTO", key + "sense_auto", True)
        self.number("[:SENSe]:VOLTage|CURRent|RESistance[:DC]:NPLCycles", "nplc", 1.0, 0.01, 10, "{:.2f}")
        self.plain({"[:SENSe]:RESistance:RANGe[:UPPer]": "+2.100000E+05", "[:SENSe]:RESistance:RANGe:AUTO": "1",
                    "[:SENSe]:RESistance:MODE": "AUTO", ":FORMat[:DATA]": "ASC", ":SOURce:DELay:AUTO": "1",
                    ":OUTPut:SMODe": "NORM", ":SYSTem:BEEPer:STATe": "1", ":TRIGger|ARM:SOURce": "IMM",
                    ":DISPlay:ENABle": "1", ":SOURce:CURRent:MODE": "FIX", ":SOURce:VOLTage:MODE": "FIX"})
        self.v["sensed"] = self.defaults["sensed"] = ("CURR",)
        self.define("[:SENSe]:FUNCtion[:ON]", lambda: ",".join(
            f'"{n}:DC"' if n != "RES" else '"RES"' for n in self.v["sensed"]), self.sense)
        self.define("[:SENSe]:FUNCtion[:ON]:ALL", set=lambda: self.v.update(sensed=self.ORDER[:3]))
        self.define("[:SENSe]:FUNCtion:OFF:ALL", set=lambda: self.v.update(sensed=()))
        self.define("[:SENSe]:FUNCtion:OFF", set=lambda *names: self.v.update(sensed=tuple(
            n for n in self.v["sensed"] if n not in map(self.sensed_name, names))))
        self.flag("[:SENSe]:FUNCtion:CONCurrent", "concurrent", True)
        self.flag("[:SENSe]:AVERage[:STATe]", "average")
        self.number("[:SENSe]:AVERage:COUNt", "averages", 10, 1, 100, "{:.0f}", rounding=round)
        self.choice("[:SENSe]:AVERage:TCONtrol", "control", "REP", "REPeat|MOVing")
        self.v["elements"] = self.defaults["elements"] = self.ORDER
        self.define(":FORMat:ELEMents[:SENSe]", lambda: ",".join(self.v["elements"]), self.elements)
        self.number(":SOURce:DELay", "delay", 0.001, 0, 999.9999, "{:.5f}")
        self.flag(":SOURce:CLEar:AUTO", "clear_auto")
        self.define(":SOURce:CLEar[:IMMediate]", set=lambda: self.v.update(on=False))
        self.flag(":OUTPut[:STATe]", "on")
        self.flag(":SYSTem:RSENse", "four_wire")
        self.define(":ROUTe:TERMinals", lambda: self.v["terminals"], self.terminals)
        self.v["terminals"] = self.defaults["terminals"] = "FRON"
        self.flag(":SYSTem:AZERo[:STATe]", "azero", True)
        self.define(":SYSTem:BEEPer[:IMMediate]", set=lambda *_: None)
        self.define(":SYSTem:LFRequency", get=lambda: f"{LINE_FREQUENCY:.0f}")
        self.define(":SYSTem:TIME:RESet", set=lambda: setattr(self, "zero_time", clock()))
        self.number(":TRIGger|ARM:COUNt", "triggers", 1, 1, 2500, "{:.0f}", rounding=round)
        self.number(":TRIGger:DELay", "trigger_delay", 0.0, 0, 999.9999, "{:.5f}")
        self.define(":TRIGger:CLEar", set=lambda: None)
        self.define(":ABORt", set=lambda: None)
        self.define(":INITiate[:IMMediate]", set=self.acquire)
        self.define(":READ", get=self.acquire)
        self.define(":FETCh", get=self.fetch)
        self.define(":MEASure[:VOLTage|CURRent|RESistance][:DC]", get=lambda: self.acquire(True))
        self.define(":STATus:QUEue:CLEar", set=lambda: self.errors.clear())
        self.define(":STATus:QUEue[:NEXT]", get=self.next_error)
        self.define(":STATus:MEASurement[:EVENt]", get=lambda: "0")
        self.define(":SYSTem:PRESet", set=self.reset)
        self.zero_time, self.last = clock(), ""
        self.v.update(four_wire=True, terminals="REAR", function="CURR")   # left behind by an earlier user
        world.bias = self.output

    def terminals(self, text=None):
        self.v.update(terminals=self.option(text, "FRONt|REAR"), on=False)

    def sensed_name(self, text):
        return self.option(text.replace(":DC", "").replace(":dc", ""), "VOLTage|CURRent|RESistance")

    def sense(self, *names):
        names = tuple(map(self.sensed_name, names or [""]))
        self.v["sensed"] = tuple(n for n in self.ORDER if n in names or (self.v["concurrent"] and n in self.v["sensed"]))

    def elements(self, *names):
        wanted = [self.option(n, "VOLTage|CURRent|RESistance|TIME|STATus") for n in names or [None]]
        self.v["elements"] = tuple(n for n in self.ORDER if n in wanted)

    def load(self):
        connected = self.cables == "both" or self.cables == self.v["terminals"].lower()
        return self.world.resistance() + LEAD_RESISTANCE if connected else 1e12

    def drive(self):
        """Current and voltage at the terminals, and whether the compliance holds them back."""
        if not self.v["on"]:
            return 0.0, 0.0, False
        load = self.load()
        if self.v["function"] == "CURR":
            wanted, limit = self.v["CURR"], self.v["VOLTlimit"] / load
        else:
            wanted, limit = self.v["VOLT"] / load, self.v["CURRlimit"]
        current = clip(wanted, -limit, limit)
        return current, current * load, abs(wanted) > limit

    def limited(self):
        return self.drive()[2]

    def sensed_voltage(self):
        """What the sense terminals see: without the leads' share when four wires are used."""
        current, voltage, _ = self.drive()
        return voltage - (current * LEAD_RESISTANCE if self.v["four_wire"] and self.load() < 1e9 else 0.0)

    def output(self):
        """The current through the junction, in A."""
        return self.drive()[0] if self.load() < 1e9 else 0.0

    def acquire(self, switch_on=False):
        if not self.v["on"] and not switch_on and not self.v["clear_auto"]:
            raise Fault(803)
        self.v["on"] = True
        self.world.note()
        count = self.v["averages"] if self.v["average"] and self.v["control"] == "REP" else 1
        self.last = ",".join(self.one_reading(count) for _ in range(self.v["triggers"]))
        if self.v["clear_auto"]:
            self.v["on"] = False
        return self.last

    def one_reading(self, count):
        self.world.pause(self.v["delay"] + self.v["trigger_delay"])
        window = count * self.v["nplc"] / LINE_FREQUENCY
        voltage = self.world.average(self.sensed_voltage, window, self.alive)
        self.world.pause(window * (len(self.v["sensed"]) - 1 + 2 * self.v["azero"]) if self.v["sensed"] else 0)
        current, _, limited = self.drive()
        quiet = math.sqrt(count * self.v["nplc"])
        span = next((r for r in (0.2, 2.0, 20.0) if abs(voltage) <= r), 200.0)
        voltage = voltage * 1.00004 + self.world.random.gauss(0, 5e-6 * span / quiet)
        span = next((r for r in (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1) if abs(current) <= 1.05 * r), 1.0)
        current = current * 1.0001 + self.world.random.gauss(0, 3e-6 * span / quiet)
        sensed, nan = self.v["sensed"], 9.91e37
        if "CURR" not in sensed:
            current = self.v["CURR"] if self.v["function"] == "CURR" else nan
        if "VOLT" not in sensed:
            voltage = self.v["VOLT"] if self.v["function"] == "VOLT" else nan
        ohms = voltage / current if "RES" in sensed and current and nan not in (current, voltage) else nan
        bits = (4 * (self.v["terminals"] == "FRON") | 8 * limited | (self.v["four_wire"] << 22)
                | 2048 * ("VOLT" in sensed) | 4096 * ("CURR" in sensed) | 8192 * ("RES" in sensed)
                | (1 << 14 if self.v["function"] == "VOLT" else 1 << 15))
        values = dict(zip(self.ORDER, (voltage, current, ohms, clock() - self.zero_time, bits)))
        return ",".join(f"{values[name]:+.6E}" for name in self.v["elements"])

    def fetch(self):
        if not self.last:
            raise Fault(-230)
        return self.last

    def reset(self):
        self.last = ""
        super().reset()


class Keithley6221(Scpi):
    """Keithley 6221 as a DC source for the neighbour line (bench field-line)."""
    identity = "KEITHLEY INSTRUMENTS INC.,MODEL 6221,1243581,D03  /700x"

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.number(":SOURce:CURRent[:LEVel][:IMMediate][:AMPLitude]", "level", 0.0, -0.105, 0.105, "{:.6E}", "A")
        self.number(":SOURce:CURRent:COMPliance", "compliance", 10.0, 0.1, 105, "{:.4f}", "V")
        self.number(":SOURce:CURRent:RANGe", "range", 0.1, -0.105, 0.105, "{:.6f}", "A", lambda x: next(
            (r for e in range(-9, 0) for r in (2 * 10.0 ** e,) if e < -1 and r * 1.05 >= abs(x)), 0.1))
        self.flag(":OUTPut[:STATe]", "on")
        self.plain({":SOURce:CURRent:RANGe:AUTO": "0", ":SOURce:CURRent:FILTer[:STATe]": "0", ":SOURce:DELay": "1.000000E+00",
                    ":OUTPut:RESPonse": "FAST", ":OUTPut:ISHield": "OLOW", ":OUTPut:LTEarth": "1", ":DISPlay:ENABle": "1"})
        self.define(":OUTPut:INTerlock:TRIPped", get=lambda: "0")
        self.define(":SOURce:CLEar[:IMMediate]", set=lambda: self.v.update(on=False, level=0.0))
        for header in (":SOURce:SWEep:ABORt", ":SOURce:WAVE:ABORt", ":STATus:QUEue:CLEar", ":ABORt"):
            self.define(header, set=lambda: None)
        self.define(":STATus:MEASurement:CONDition", get=lambda: "0")
        self.define(":STATus:MEASurement[:EVENt]", get=lambda: "0")
        world.neighbour = lambda: clip(self.v["level"], -self.v["compliance"] / LINE_RESISTANCE,
                                       self.v["compliance"] / LINE_RESISTANCE) if self.v["on"] else 0.0


class KepcoBop(Scpi):
    """Kepco BOP 20-20 with an old BIT 4886 card: 16-bit steps, slow read-back, a kick where auto-range changes the scale."""
    identity = "KEPCO, BIT 4886 20-20 123456 1.8-"
    STEP = 0.6e-3

    def __init__(self, world, manner):
        super().__init__(world, manner)
        for name in ("CURRent", "VOLTage"):
            self.number(f"[:SOURce]:{name}[:LEVel][:IMMediate][:AMPLitude]", name[:4].upper(), 0.0, -20, 20,
                        rounding=lambda x: round(x / self.STEP) * self.STEP)
            self.define(f"[:SOURce]:{name}[:LEVel][:IMMediate][:AMPLitude]", get=lambda text="", k=name[:4].upper(): exponent(
                self.parse(text, -20, 20) if text else self.v[k]))
            self.table.insert(0, self.table.pop())
            self.choice(f"[:SOURce]:{name}:RANGe", name[:4].upper() + "range", "AUTO", "1|4|AUTO")
        self.v["mode"] = self.defaults["mode"] = "VOLT"
        self.define("[:SOURce]:FUNCtion:MODE", lambda: str(int(self.v["mode"] == "CURR")), self.set_mode)
        self.flag(":OUTPut[:STATe]", "on")
        self.define(":MEASure[:SCALar]:CURRent[:DC]", get=lambda *_: exponent(self.measured()))
        self.define(":MEASure[:SCALar]:VOLTage[:DC]", get=lambda *_: exponent(self.measured() * COIL_RESISTANCE))
        for header in (":SYSTem:REMote", ":SYSTem:BEEP"):
            self.define(header, set=lambda *_: None)
        self.target = 0.0

    def execute(self, text, answers):
        if len(text) > 253:                                    # the card's input buffer
            self.fail(-223, text)
        else:
            super().execute(text, answers)

    def set_mode(self, text=None):
        self.v.update(mode=self.option(text, "VOLTage|CURRent"), CURRrange="AUTO", VOLTrange="AUTO")

    def measured(self):
        """The mean of the last 16 conversions: valid 320 ms after a change."""
        mean = sum(self.world.converter) / 16 + self.world.random.gauss(0, 0.2e-3)
        return round(mean / self.STEP) * self.STEP

    def apply(self):
        volts, amperes = self.v["VOLT"] / COIL_RESISTANCE, self.v["CURR"]
        wanted, limit = (amperes, abs(volts)) if self.v["mode"] == "CURR" else (volts, abs(amperes))
        target = clip(wanted, -limit, limit) if self.v["on"] else 0.0
        if target != self.target:
            crossed = (abs(target) > 5) != (abs(self.target) > 5)
            kick = 0.01 if crossed and self.v[self.v["mode"] + "range"] == "AUTO" else 0.0   # its size is assumed
            self.target = target
            self.world.set_coil(target, kick)


class LakeShore475(Instrument):
    """Lake Shore 475: one query answered per message, the newest of ten readings a second, registers of three digits."""
    identity = "LSCI,MODEL475,LSA24LN,120607"
    # name: (lowest, highest) of each parameter
    SETTINGS = {"UNIT": [(1, 4)], "RDGMODE": [(1, 3), (1, 3), (1, 3), (1, 2), (1, 3)], "AUTO": [(0, 1)], "RANGE": [(1, 5)],
                "TUNIT": [(1, 2)], "REL": [(0, 1), (1, 2)], "RELSP": [(-350e3, 350e3)], "CMODE": [(0, 1)],
                "CSETP": [(-350e3, 350e3)], "CPARAM": [(0, 1e5)] * 4, "OPSTE": [(0, 255)], "LOCK": [(0, 1), (0, 999)],
                "BRIGT": [(1, 4)]}
    FACTORS = {1: 1.0, 2: 1e-4, 3: 1.0, 4: 79.5774715}
    RANGES = (35.0, 350.0, 3.5e3, 35e3, 350e3)

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.factory()
        self.s["TUNIT"] = [2]                                  # left behind by an earlier user: kelvin, gauss
        self.extremes = [math.inf, -math.inf]

    def factory(self):
        """DFLT; *RST takes the power-up settings instead, which are the last ones."""
        self.s = {name: [max(0, low) for low, _ in limits] for name, limits in self.SETTINGS.items()}
        self.s |= {"RDGMODE": [1, 3, 1, 1, 1], "AUTO": [1], "RANGE": [4]}

    def fail(self, number, text=""):                           # it has no error queue
        super().fail(number, text)
        self.errors.clear()

    def execute(self, text, answers):
        for unit in text.split(";"):
            match = re.match(r"\s*(\*?[A-Za-z]+)(\??)\s*(.*)$", unit)
            try:
                if match:
                    answer = self.command(match.group(1).upper(), bool(match.group(2)), match.group(3).strip())
                    if match.group(2):
                        answers.append(answer)
                elif unit.strip():
                    raise Fault(-113)
            except Fault as fault:
                self.fail(fault.number, unit)
        if self.manner.get("one_query", True):
            del answers[:-1]

    def command(self, name, query, text):
        if name.startswith("*"):
            if name in ("*WAI", "*OPT"):
                raise Fault(-113)
            answer = self.common(name[1:], query, text)
            return str(int(answer)) if name in ("*OPC", "*TST") and query else answer
        if query and name.startswith("RDG") and name != "RDGMODE":
            return self.reading(name)
        if query and name in ("OPST", "OPSTR"):
            return self.register(0)
        if query and name == "TYPE":
            return "40"                                        # high sensitivity probe
        if not query and name in ("ZPROBE", "MXRST", "DFLT"):
            if name == "DFLT" and text == "99":
                self.factory()
            return None
        if name not in self.s:
            raise Fault(-113)
        if query:
            return ",".join(f"{v:+.4E}" if name in ("RELSP", "CSETP", "CPARAM") else f"{v:.0f}" for v in self.s[name])
        try:
            values = [float(v) for v in text.split(",")]
        except ValueError:
            raise Fault(-104) from None
        limits = self.SETTINGS[name]
        if len(values) != len(limits) or not all(low <= v <= high for v, (low, high) in zip(values, limits)):
            raise Fault(-222)
        self.s[name] = values
        if name == "RANGE":
            self.s["AUTO"] = [0]
        return None

    def field(self, value):
        """A field in the chosen unit, rounded to the range's resolution and written as +6.2501E+03."""
        span = self.RANGES[int(self.s["RANGE"][0]) - 1]
        if self.s["AUTO"][0]:
            span = next((r for r in self.RANGES if abs(value) <= r), self.RANGES[-1])
        step = span / 3.5 * 10.0 ** (-2 - self.s["RDGMODE"][1])
        value = round(clip(value, -span, span) / step) * step * self.FACTORS[int(self.s["UNIT"][0])]
        step *= self.FACTORS[int(self.s["UNIT"][0])]
        power = 3 * math.floor(math.log10(abs(value) or 1.0) / 3)
        return f"{value / 10.0 ** power:+.{max(0, power - math.floor(math.log10(step) + 1e-9))}f}E{power:+03d}"

    def reading(self, name):
        value = self.world.field_reading
        self.extremes = [min(value, self.extremes[0]), max(value, self.extremes[1])]
        if name == "RDGFIELD":
            return self.field(value if self.s["RDGMODE"][0] == 1 else FIELD_NOISE)   # a steady field has no rms
        if name == "RDGREL":
            return self.field(value - self.s["RELSP"][0])
        if name in ("RDGMNMX", "RDGPEAK"):
            return ",".join(map(self.field, self.extremes))
        if name in ("RDGTEMP", "RDGOHM", "RDGFRQ"):
            value = {"RDGOHM": 1.02, "RDGFRQ": 0.0}.get(name, 23.8 if self.s["TUNIT"][0] == 1 else 296.9)
            return f"{value:+.3f}E+00"
        raise Fault(-113)


class Monitor(Instrument):
    """The observer of the sample; no instrument."""

    def __init__(self, world, manner):
        super().__init__(world, manner)
        self.instruments = {}

    def execute(self, text, answers):
        world, word = self.world, text.lower()
        if word == "reset":
            world.reset_record()
        if word not in ("report", "state", "reset"):
            answers.append(json.dumps({"error": "say report, state or reset"}))
            return
        world.note()
        power = world.record["max_rf_power_w"]
        record = {**world.record, "max_rf_power_dbm": 10 * math.log10(power / 1e-3) if power > 1e-22 else None}
        frequency, level, duty = world.rf()
        state = {"field_oe": world.field(), "coil_current_a": world.coil_current(), "line_current_a": world.line(),
                 "neighbour_current_a": world.neighbour(), "bias_current_a": world.bias(), "rf_frequency_hz": frequency,
                 "rf_on": level > -200, "rf_level_dbm": level, "rf_duty": duty, "resistance_ohm": world.resistance(),
                 "rectified_v": world.rectified(), "emf_v": world.emf}
        report = record if word != "state" else state
        answers.append(json.dumps({**report, "destroyed": world.destroyed, "seconds": round(clock() - world.started, 3),
                                   "messages": {n: i.messages for n, i in self.instruments.items()},
                                   "refused": {n: list(i.refused) for n, i in self.instruments.items() if i.refused}}))


# ---------------------------------------------------------------- the server
def serve(instrument, listener):
    while True:
        try:
            client, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=converse, args=(instrument, client), daemon=True).start()


def converse(instrument, client):
    """One connection: messages end with LF, however the network chops them."""
    pending = bytearray()
    try:
        with client:
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while data := client.recv(65536):
                pending += data
                while (end := pending.find(b"\n")) >= 0:
                    line = bytes(pending[:end])
                    del pending[:end + 1]
                    answer = instrument.handle(line.decode("latin-1"), client)
                    if answer is not None:
                        client.sendall(answer.encode("latin-1") + b"\n")
                if len(pending) > 1 << 16:                     # no terminator in sight
                    pending.clear()
                    with instrument.world.lock:
                        instrument.fail(-223, "message too long")
    except OSError:
        pass


def main():
    parser = argparse.ArgumentParser(description="An independent simulation of a spintronics bench over TCP.")
    parser.add_argument("--bench", choices=sorted(MAGNETS), default="spin-diode")
    parser.add_argument("--seed", type=int, help="of the noise; without it, another noise each time")
    parser.add_argument("--ports-file", help="also write the 'name port' lines there")
    parser.add_argument("--polite", action="store_true",
                        help="plain answers: no signs, zeros or blanks; chained queries everywhere")
    parser.add_argument("--plus", default="rf", metavar="NAMES", help="instruments whose registers carry a sign (default: rf)")
    parser.add_argument("--blanks", default="supply", metavar="NAMES", help="instruments whose answers begin with a blank")
    parser.add_argument("--smu-cables", choices=("front", "rear", "both"), default="both",
                        help="where the junction is plugged in (default: both, over a patch panel)")
    parser.add_argument("--probe-over-line", action="store_true", help="the gaussmeter sees the field line, too")
    parser.add_argument("--effects", type=effects_of, default={}, metavar="NAMES",
                        help=f"effects beside the model, each with '=SIZE' if another: {', '.join(EFFECTS)}, all")
    parser.add_argument("--truth", action="store_true", help="print the hidden values and end")
    parser.add_argument("--power-meter", action="store_true",
                        help="print what a power meter in the junction's place reads at 0 dBm, and end")
    parser.add_argument("--tone", type=float, default=RESONANCE, help="Hz, with --truth: of the weight")
    parser.add_argument("--powers", type=lambda text: [float(part) for part in text.split(",")], metavar="WATTS",
                        default=[2e-6, 4e-6, 6e-6, 8e-6, 1e-5, 1.2e-5], help="with --truth: of the weight, comma separated")
    options = parser.parse_args()
    if options.truth:
        print(json.dumps(truth() | weight_truth(options.tone, options.powers), indent=2))
        return
    if options.power_meter:
        print("\n".join(Effects(options.effects, options.seed).power_meter(options.seed)))
        return
    world = World(options.bench, options.seed, options.probe_over_line, options.effects)
    kinds = {"line": GS200, "smu": Keithley2400, "supply": KepcoBop, "gaussmeter": LakeShore475}
    kinds |= {"rf": SMB100A, "voltmeter": Keithley2182A} if options.bench == "spin-diode" else {"other_line": Keithley6221}
    instruments, lines = {}, []
    for name, kind in {**kinds, "monitor": Monitor}.items():
        manner = {"cables": {"front": "fron", "rear": "rear"}.get(options.smu_cables, "both")}
        if options.polite:
            manner["one_query"] = False
        elif name != "monitor":
            manner["lead"] = " " if name in options.blanks.split(",") else ""
            manner["register"] = "+{}" if name in options.plus.split(",") else "{:03d}" if kind is LakeShore475 else "{}"
        instruments[name] = kind(world, manner)
        listener = socket.create_server(("127.0.0.1", 0), backlog=16)
        threading.Thread(target=serve, args=(instruments[name], listener), daemon=True).start()
        lines.append(f"{name} {listener.getsockname()[1]}")
    instruments["monitor"].instruments = {n: i for n, i in instruments.items() if n != "monitor"}
    if options.ports_file:
        with open(options.ports_file + ".new", "w", encoding="ascii") as file:
            file.write("\n".join(lines) + "\n")
        os.replace(options.ports_file + ".new", options.ports_file)
    print("\n".join(lines + ["ready"]), flush=True)
    try:
        while sys.stdin and sys.stdin.buffer.read(4096):
            pass
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
