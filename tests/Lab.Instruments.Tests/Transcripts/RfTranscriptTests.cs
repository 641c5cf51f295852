using Lab.Instruments.RfGenerators;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Transcripts;

/// <summary>Written by 'lab transcripts test' from a run of spin-diode on bench 'spin-diode'.</summary>
public sealed class RfTranscriptTests
{
    private const string Bench = """
        bench: replayed
        instruments:
          rf:
            driver: rohde-schwarz-smb100a
            address: "sim:"
            limits:
              frequency: {min: 10 MHz, max: 6 GHz}
              power: {max: 0 dBm}

        """;

    private const string Transcript = """
        # lab wire transcript 1
        # protocol spin-diode
        # bench spin-diode
        # seed 5
        # simulated yes
        0.000000000 rf open sim:
        0.001000000 rf > *IDN?
        0.001000000 rf < Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15-3.20.390.24
        0.002000000 rf > *IDN?
        0.002000000 rf < Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15-3.20.390.24
        0.003000000 rf > :SYST:ERR?
        0.003000000 rf < 0,"No error"
        0.004000000 rf > *ESE 60;*ESR?;*ESE?
        0.004000000 rf < 128;60
        0.005000000 rf > :SOUR:FREQ:MODE CW;:SYST:ERR?;*ESR?;*ESE?
        0.005000000 rf < 0,"No error";0;60
        0.006000000 rf > :SOUR:POW:OFFS 0;:SYST:ERR?;*ESR?;*ESE?
        0.006000000 rf < 0,"No error";0;60
        0.007000000 rf > :SOUR:FREQ:MULT 1;:SOUR:FREQ:OFFS 0;:SOUR:POW:MODE CW;:UNIT:POW DBM;:SOUR:MOD:ALL:STAT 0;:SOUR:PULM:STAT 0;:SOUR:POW:ALC AUTO;:SOUR:POW:LMOD NORM;:SOUR:POW:SPC:STAT 0;:SOUR:POW:EMF:STAT 0;:SOUR:CORR:STAT 0;:OUTP:AMOD AUTO
        0.008000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.008000000 rf < -113,"Undefined header";32;60
        0.009000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.009000000 rf < -113,"Undefined header";0;60
        0.010000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.010000000 rf < -113,"Undefined header";0;60
        0.011000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.011000000 rf < 0,"No error";0;60
        0.012000000 rf > :SOUR:FREQ:MULT 1
        0.013000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.013000000 rf < 0,"No error";0;60
        0.014000000 rf > :SOUR:FREQ:OFFS 0
        0.015000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.015000000 rf < 0,"No error";0;60
        0.016000000 rf > :SOUR:POW:MODE CW
        0.017000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.017000000 rf < 0,"No error";0;60
        0.018000000 rf > :UNIT:POW DBM
        0.019000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.019000000 rf < 0,"No error";0;60
        0.020000000 rf > :SOUR:MOD:ALL:STAT 0
        0.021000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.021000000 rf < 0,"No error";0;60
        0.022000000 rf > :SOUR:PULM:STAT 0
        0.023000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.023000000 rf < 0,"No error";0;60
        0.024000000 rf > :SOUR:POW:ALC AUTO
        0.025000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.025000000 rf < 0,"No error";0;60
        0.026000000 rf > :SOUR:POW:LMOD NORM
        0.027000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.027000000 rf < -113,"Undefined header";32;60
        0.028000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.028000000 rf < 0,"No error";0;60
        0.029000000 rf > :SOUR:POW:SPC:STAT 0
        0.030000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.030000000 rf < -113,"Undefined header";32;60
        0.031000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.031000000 rf < 0,"No error";0;60
        0.032000000 rf > :SOUR:POW:EMF:STAT 0
        0.033000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.033000000 rf < -113,"Undefined header";32;60
        0.034000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.034000000 rf < 0,"No error";0;60
        0.035000000 rf > :SOUR:CORR:STAT 0
        0.036000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.036000000 rf < 0,"No error";0;60
        0.037000000 rf > :OUTP:AMOD AUTO
        0.038000000 rf > :SYST:ERR?;*ESR?;*ESE?
        0.038000000 rf < 0,"No error";0;60
        0.039000000 rf > :SOUR:POW:LIM?;*ESR?;*ESE?
        0.039000000 rf < 30;0;60
        0.040000000 rf > :SOUR:FREQ?;*ESR?;*ESE?
        0.040000000 rf < 1000000000;0;60
        0.041000000 rf > :SOUR:POW?;*ESR?;*ESE?
        0.041000000 rf < -30;0;60
        0.042000000 rf > :OUTP?;*ESR?;*ESE?
        0.042000000 rf < 0;0;60
        57.531086725 rf > :SOUR:FREQ 330000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        57.531086725 rf < 1;0,"No error";0;60
        57.535086726 rf > :SOUR:POW -20.98970004336019 dBm;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        57.535086726 rf < 1;0,"No error";0;60
        57.539086727 rf > :SOUR:POW:OFFS 0;:SOUR:POW -20.98970004336019 dBm;:OUTP 1;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        57.539086727 rf < 1;0,"No error";0;60
        57.754086728 rf > :SOUR:FREQ 332000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        57.754086728 rf < 1;0,"No error";0;60
        57.969086729 rf > :SOUR:FREQ 334000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        57.969086729 rf < 1;0,"No error";0;60
        58.184086730 rf > :SOUR:FREQ 336000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        58.184086730 rf < 1;0,"No error";0;60

        """;

    [Fact]
    public async Task Driver_AsRecorded_SendsTheSameAndReturnsTheSame()
    {
        await using ReplayedBench bench = await ReplayedBench.OpenAsync(Bench, Transcript);
        IRfGenerator instrument = bench.Get<IRfGenerator>("rf");
        await instrument.SetFrequencyAsync(Frequency.FromSi(330000000));
        await instrument.SetPowerAsync(Power.FromSi(7.962143411069943E-06));
        await instrument.SetOutputAsync(true);
        await instrument.SetFrequencyAsync(Frequency.FromSi(332000000));
        await instrument.SetFrequencyAsync(Frequency.FromSi(334000000));
        await instrument.SetFrequencyAsync(Frequency.FromSi(336000000));
        bench.AssertNothingIsLeft();
    }
}
