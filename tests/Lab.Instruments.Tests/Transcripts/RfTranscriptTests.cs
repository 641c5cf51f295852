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
        0.001000000 rf < Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15
        0.002000000 rf > *IDN?
        0.002000000 rf < Rohde&Schwarz,SMB100A,1406.6000k02/101234,3.1.19.15
        0.003000000 rf > :SYST:ERR?
        0.003000000 rf < 0,"No error"
        0.004000000 rf > *ESE 60;*ESR?;*ESE?
        0.004000000 rf < 128;60
        0.005000000 rf > :SOUR:FREQ:MODE CW;:SOUR:MOD:ALL:STAT 0;:SYST:ERR?;*ESR?;*ESE?
        0.005000000 rf < 0,"No error";0;60
        0.006000000 rf > :SOUR:FREQ?;*ESR?;*ESE?
        0.006000000 rf < 1000000000;0;60
        0.007000000 rf > :SOUR:POW?;*ESR?;*ESE?
        0.007000000 rf < -30;0;60
        0.008000000 rf > :OUTP?;*ESR?;*ESE?
        0.008000000 rf < 0;0;60
        44.995211127 rf > :SOUR:FREQ 330000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        44.995211127 rf < 1;0,"No error";0;60
        44.999211128 rf > :SOUR:POW -20.98970004336019 dBm;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        44.999211128 rf < 1;0,"No error";0;60
        45.003211129 rf > :OUTP 1;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        45.003211129 rf < 1;0,"No error";0;60
        45.218211130 rf > :SOUR:FREQ 331000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        45.218211130 rf < 1;0,"No error";0;60
        45.433211131 rf > :SOUR:FREQ 332000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        45.433211131 rf < 1;0,"No error";0;60
        45.648211132 rf > :SOUR:FREQ 333000000;*OPC?;:SYST:ERR?;*ESR?;*ESE?
        45.648211132 rf < 1;0,"No error";0;60

        """;

    [Fact]
    public async Task Driver_AsRecorded_SendsTheSameAndReturnsTheSame()
    {
        await using ReplayedBench bench = await ReplayedBench.OpenAsync(Bench, Transcript);
        IRfGenerator instrument = bench.Get<IRfGenerator>("rf");
        await instrument.SetFrequencyAsync(Frequency.FromSi(330000000));
        await instrument.SetPowerAsync(Power.FromSi(7.962143411069943E-06));
        await instrument.SetOutputAsync(true);
        await instrument.SetFrequencyAsync(Frequency.FromSi(331000000));
        await instrument.SetFrequencyAsync(Frequency.FromSi(332000000));
        await instrument.SetFrequencyAsync(Frequency.FromSi(333000000));
        bench.AssertNothingIsLeft();
    }
}
