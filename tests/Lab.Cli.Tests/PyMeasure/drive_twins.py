"""PyMeasure's own drivers drive the served twins: set, read back, measure; no error may be left in a queue.

Usage: drive_twins.py NAME=PORT ...
"""

import socket
import sys

from pymeasure.adapters import VISAAdapter
from pymeasure.instruments import Instrument
from pymeasure.instruments.agilent import Agilent8257D
from pymeasure.instruments.keithley import Keithley2400, Keithley6221
from pymeasure.instruments.lakeshore import LakeShore425

PORTS = dict(argument.split("=") for argument in sys.argv[1:])
LINES = dict(visa_library="@py", read_termination="\n", write_termination="\n", timeout=10000)


def address(name):
    return "TCPIP::127.0.0.1::%s::SOCKET" % PORTS[name]


def hasten(instrument):
    """Sends each message at once: a command and the query behind it would else wait for the peer's delayed acknowledgement."""
    resource = instrument.adapter.connection
    resource.visalib.sessions[resource.session].interface.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return instrument


def near(value, expected, tolerance=1e-3):
    assert abs(value - expected) <= tolerance * max(abs(expected), 1e-12), (value, expected)


def no_error(instrument):
    entry = instrument.ask(":SYST:ERR?").strip()
    assert entry.lstrip("+").startswith("0,"), entry


def drive_generator():
    rf = hasten(Agilent8257D(address("rf"), **LINES))
    assert "E8257D" in rf.id, rf.id
    rf.power = -21.5
    rf.frequency = 346e6
    near(rf.power, -21.5)
    near(rf.frequency, 346e6)
    rf.enable()
    assert rf.is_enabled
    rf.disable()
    assert not rf.is_enabled
    no_error(rf)

    rf.start_frequency = 320e6
    rf.stop_frequency = 372e6
    near(rf.center_frequency, 346e6)
    rf.start_power = -30
    rf.stop_power = -20
    near(rf.start_power, -30)
    near(rf.stop_power, -20)
    rf.dwell_time = 0.02
    rf.step_points = 53
    near(rf.dwell_time, 0.02)
    near(rf.step_points, 53)
    no_error(rf)

    rf.config_amplitude_modulation(frequency=400, depth=50, shape="triangle")
    assert rf.has_amplitude_modulation
    near(rf.amplitude_depth, 50)
    near(rf.internal_frequency, 400)
    assert rf.internal_shape == "triangle", rf.internal_shape
    assert rf.amplitude_source == "internal", rf.amplitude_source
    rf.disable_amplitude_modulation()
    assert not rf.has_amplitude_modulation
    rf.config_pulse_modulation(frequency=1e3, input="square")
    assert rf.has_pulse_modulation
    assert rf.pulse_source == "internal", rf.pulse_source
    assert rf.pulse_input == "square", rf.pulse_input
    near(rf.pulse_frequency, 1e3)
    rf.disable_pulse_modulation()
    assert not rf.has_pulse_modulation
    no_error(rf)

    rf.config_low_freq_out(source="internal", amplitude=2)
    near(rf.low_freq_out_amplitude, 2)
    assert rf.low_freq_out_source == "internal", rf.low_freq_out_source
    rf.disable_low_freq_out()
    rf.enable_modulation()
    assert rf.has_modulation
    rf.shutdown()
    assert not rf.has_modulation
    no_error(rf)


def drive_source_meter():
    smu = hasten(Keithley2400(address("smu"), **LINES))
    assert "MODEL 2400" in smu.id, smu.id
    smu.reset()
    no_error(smu)
    smu.use_front_terminals()
    smu.wires = 2
    assert smu.wires == 2, smu.wires
    smu.apply_current(current_range=1e-3, compliance_voltage=1)
    assert smu.source_mode == "current", smu.source_mode
    near(smu.source_current_range, 1e-3, 0.06)
    near(smu.compliance_voltage, 1)
    smu.measure_voltage(nplc=1, voltage=2, auto_range=False)
    near(smu.voltage_range, 2, 0.06)
    smu.source_current = 0
    smu.enable_source()
    assert smu.source_enabled
    smu.ramp_to_current(5e-4, steps=5, pause=0)
    near(smu.source_current, 5e-4)
    near(smu.voltage, 5e-4 * 163, 0.02)
    no_error(smu)

    smu.source_delay = 0.001
    near(smu.source_delay, 0.001)
    smu.auto_zero = True
    assert smu.auto_zero
    smu.filter_type = "REP"
    smu.filter_count = 3
    smu.filter_state = "ON"
    assert smu.filter_type == "REP" and smu.filter_count == 3, (smu.filter_type, smu.filter_count)
    near(smu.voltage, 5e-4 * 163, 0.02)
    smu.filter_state = "OFF"
    assert smu.output_off_state == "NORM", smu.output_off_state
    smu.auto_output_off = False
    assert not smu.auto_output_off
    smu.measure_concurent_functions = True
    assert smu.measure_concurent_functions
    no_error(smu)

    smu.config_buffer(points=10, delay=0)
    assert smu.trigger_count == 10 and smu.buffer_points == 10, (smu.trigger_count, smu.buffer_points)
    smu.trigger_immediately()
    smu.start_buffer()
    smu.wait_for_buffer(timeout=20, interval=0.05)
    near(smu.buffer_data.mean(), 5e-4 * 163, 0.02)
    assert len(smu.buffer_data) == 10, smu.buffer_data
    near(smu.means, 5e-4 * 163, 0.02)
    assert 0 <= smu.standard_devs < 1e-3, smu.standard_devs
    assert smu.minimums <= smu.means <= smu.maximums, (smu.minimums, smu.maximums)
    smu.disable_buffer()
    smu.set_trigger_counts(1, 1)
    smu.disable_output_trigger()
    smu.beep(1000, 0.1)
    smu.display_enabled = True
    assert smu.display_enabled
    no_error(smu)

    smu.measure_resistance(nplc=1, auto_range=True)
    near(smu.resistance, 163, 0.02)
    near(smu.resistance_nplc, 1)
    smu.shutdown()
    assert not smu.source_enabled
    near(smu.source_current, 0)
    no_error(smu)

    smu.apply_voltage(compliance_current=1e-3)
    assert smu.source_mode == "voltage", smu.source_mode
    smu.measure_current(nplc=1)
    smu.source_voltage = 0.05
    smu.enable_source()
    near(smu.current, 0.05 / 163, 0.02)
    near(smu.compliance_current, 1e-3)
    smu.shutdown()
    assert not smu.source_enabled
    no_error(smu)


def drive_current_source():
    line = hasten(Keithley6221(address("line"), **LINES))
    assert "MODEL 6221" in line.id, line.id
    line.reset()
    no_error(line)
    line.source_range = 0.01
    near(line.source_range, 0.02, 0.5)
    line.source_auto_range = True
    assert line.source_auto_range
    line.source_compliance = 10
    near(line.source_compliance, 10)
    line.source_current = 2e-3
    near(line.source_current, 2e-3)
    line.source_delay = 0.01
    near(line.source_delay, 0.01)
    line.enable_source()
    assert line.source_enabled
    line.disable_source()
    assert not line.source_enabled
    no_error(line)

    for function in ("sine", "square", "ramp"):
        line.waveform_function = function
        assert line.waveform_function == function, line.waveform_function
    line.waveform_amplitude = 1e-3
    line.waveform_offset = 0
    line.waveform_frequency = 347
    line.waveform_dutycycle = 50
    line.waveform_ranging = "best"
    line.waveform_duration_cycles = 100
    near(line.waveform_amplitude, 1e-3)
    near(line.waveform_frequency, 347)
    near(line.waveform_dutycycle, 50)
    near(line.waveform_duration_cycles, 100)
    assert line.waveform_ranging == "best", line.waveform_ranging
    line.waveform_duration_set_infinity()
    line.waveform_use_phasemarker = True
    assert line.waveform_use_phasemarker
    line.define_arbitary_waveform([0, 0.5, 1, 0.5, 0, -0.5, -1, -0.5], location=1)
    assert line.waveform_function == "arbitrary1", line.waveform_function
    line.waveform_arm()
    line.waveform_start()
    assert line.source_enabled
    line.waveform_abort()
    line.trigger_immediately()
    line.disable_output_trigger()
    line.operation_event_enabled = 128
    line.measurement_event_enabled = 8
    line.questionable_event_enabled = 16
    line.srq_event_enabled = 128
    assert line.operation_event_enabled == 128 and line.measurement_event_enabled == 8
    assert line.questionable_event_enabled == 16 and line.srq_event_enabled == 128
    assert line.standard_events & 0b00111100 == 0, line.standard_events
    line.beep(1000, 0.1)
    line.display_enabled = True
    assert line.display_enabled
    line.shutdown()
    assert not line.source_enabled
    no_error(line)


def drive_gaussmeter():
    # The driver opens a serial port; the words are the 475's as well.
    meter = LakeShore425.__new__(LakeShore425)
    Instrument.__init__(meter, VISAAdapter(address("gaussmeter"), **LINES), "Lake Shore gaussmeter")
    hasten(meter)
    assert "LSCI" in meter.id, meter.id
    for unit in ("G", "Oe", "A/m", "T"):
        meter.unit = unit
        assert meter.unit == unit, meter.unit
    assert abs(meter.field) < 0.01, meter.field
    mean, deviation = meter.measure(5, delay=0)
    assert abs(mean) < 0.01 and deviation < 1e-3, (mean, deviation)
    meter.range = 350
    assert meter.range == 350, meter.range
    assert int(meter.ask("*ESR?")) & 0b00111100 == 0


drive_generator()
drive_source_meter()
drive_current_source()
drive_gaussmeter()
print("driven")
