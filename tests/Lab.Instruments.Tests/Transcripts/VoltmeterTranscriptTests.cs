using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Transcripts;

/// <summary>Written by 'lab transcripts test' from a run of spin-diode on bench 'spin-diode'.</summary>
public sealed class VoltmeterTranscriptTests
{
    private const string Bench = """
        bench: replayed
        instruments:
          voltmeter:
            driver: keithley-2182a
            address: "sim:"
            settings: {line_frequency: 50 Hz}

        """;

    private const string Transcript = """
        # lab wire transcript 1
        # protocol spin-diode
        # bench spin-diode
        # seed 5
        # simulated yes
        0.042000000 voltmeter open sim:
        0.043000000 voltmeter > *IDN?
        0.043000000 voltmeter < KEITHLEY INSTRUMENTS INC.,MODEL 2182A,1182001,C02  /A02
        0.044000000 voltmeter > *IDN?
        0.044000000 voltmeter < KEITHLEY INSTRUMENTS INC.,MODEL 2182A,1182001,C02  /A02
        0.045000000 voltmeter > :SYST:ERR?
        0.045000000 voltmeter < 0,"No error"
        0.046000000 voltmeter > *ESE 60;*ESR?;*ESE?
        0.046000000 voltmeter < 128;60
        0.047000000 voltmeter > :INIT:CONT 0;:ABOR;:SENS:FUNC 'VOLT';:SENS:CHAN 1;:TRIG:SOUR IMM;COUN 1;:TRIG:DEL 0;:SAMP:COUN 1;:FORM:DATA ASC;:FORM:ELEM READ;:SYST:ERR?;*ESR?;*ESE?
        0.047000000 voltmeter < 0,"No error";0;60
        0.048000000 voltmeter > :SENS:VOLT:CHAN1:REF:STAT 0;:SENS:VOLT:CHAN2:REF:STAT 0;:SENS:VOLT:RAT 0;:SENS:VOLT:DELT 0;:CALC:STAT 0;:TRIG:DEL:AUTO 0;:TRAC:FEED:CONT NEV
        0.049000000 voltmeter > :SYST:ERR?;*ESR?;*ESE?
        0.049000000 voltmeter < 0,"No error";0;60
        0.050000000 voltmeter > :SYST:LFR?;*ESR?;*ESE?
        0.050000000 voltmeter < 50;0;60
        0.051000000 voltmeter > :SENS:VOLT:CHAN1:RANG 0.01;:SENS:VOLT:NPLC 5;:SYST:AZER 1;:SYST:FAZ 1;:SENS:VOLT:CHAN1:LPAS 0;:SENS:VOLT:CHAN1:DFIL:TCON REP;WIND 0;COUN 1;STAT 0;:SYST:ERR?;*ESR?;*ESE?
        0.051000000 voltmeter < 0,"No error";0;60
        0.706000000 voltmeter > :SENS:VOLT:CHAN1:RANG 0.01;:SENS:VOLT:NPLC 5;:SYST:AZER 1;:SYST:FAZ 1;:SENS:VOLT:CHAN1:LPAS 0;:SENS:VOLT:CHAN1:DFIL:TCON REP;WIND 0;COUN 1;STAT 0;:SYST:ERR?;*ESR?;*ESE?
        0.706000000 voltmeter < 0,"No error";0;60
        57.750086727 voltmeter > :READ?;*ESR?;*ESE?
        57.750086727 voltmeter < -1.00600000E-06;0;60
        57.965086728 voltmeter > :READ?;*ESR?;*ESE?
        57.965086728 voltmeter < -1.11400000E-06;0;60
        58.180086729 voltmeter > :READ?;*ESR?;*ESE?
        58.180086729 voltmeter < -1.27800000E-06;0;60
        58.395086730 voltmeter > :READ?;*ESR?;*ESE?
        58.395086730 voltmeter < -1.48600000E-06;0;60
        58.610086731 voltmeter > :READ?;*ESR?;*ESE?
        58.610086731 voltmeter < -1.72900000E-06;0;60

        """;

    [Fact]
    public async Task Driver_AsRecorded_SendsTheSameAndReturnsTheSame()
    {
        await using ReplayedBench bench = await ReplayedBench.OpenAsync(Bench, Transcript);
        INanovoltmeter instrument = bench.Get<INanovoltmeter>("voltmeter");
        await instrument.ConfigureAsync(new NanovoltmeterSettings
        {
            Range = Voltage.FromSi(0.01),
            IntegrationCycles = 5,
            AutoZero = true,
            AverageCount = 1,
            AnalogFilter = false
        });
        Assert.Equal(Voltage.FromSi(-1.006E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.114E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.278E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.486E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.729E-06), await instrument.ReadAsync());
        bench.AssertNothingIsLeft();
    }
}
