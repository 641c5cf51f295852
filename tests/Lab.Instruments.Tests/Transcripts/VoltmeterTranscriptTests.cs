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
        0.008000000 voltmeter open sim:
        0.009000000 voltmeter > *IDN?
        0.009000000 voltmeter < KEITHLEY INSTRUMENTS INC., MODEL 2182A, 1182001, C06/A02
        0.010000000 voltmeter > *IDN?
        0.010000000 voltmeter < KEITHLEY INSTRUMENTS INC., MODEL 2182A, 1182001, C06/A02
        0.011000000 voltmeter > :SYST:ERR?
        0.011000000 voltmeter < 0,"No error"
        0.012000000 voltmeter > *ESE 60;*ESR?;*ESE?
        0.012000000 voltmeter < 128;60
        0.013000000 voltmeter > :INIT:CONT 0;:ABOR;:SENS:FUNC 'VOLT';:SENS:CHAN 1;:SENS:VOLT:REF:STAT 0;:TRIG:SOUR IMM;COUN 1;DEL 0;:SAMP:COUN 1;:FORM:DATA ASC;:FORM:ELEM READ,RNUM;:SYST:ERR?;*ESR?;*ESE?
        0.013000000 voltmeter < 0,"No error";0;60
        0.014000000 voltmeter > :SYST:LFR?;*ESR?;*ESE?
        0.014000000 voltmeter < 50;0;60
        0.015000000 voltmeter > :SENS:VOLT:CHAN1:RANG 0.01;:SENS:VOLT:NPLC 5;:SYST:AZER 1;:SYST:FAZ 1;:SENS:VOLT:CHAN1:LPAS 0;:SENS:VOLT:CHAN1:DFIL:TCON REP;WIND 0;COUN 1;STAT 0;:SYST:ERR?;*ESR?;*ESE?
        0.015000000 voltmeter < 0,"No error";0;60
        0.068000000 voltmeter > :SENS:VOLT:CHAN1:RANG 0.01;:SENS:VOLT:NPLC 5;:SYST:AZER 1;:SYST:FAZ 1;:SENS:VOLT:CHAN1:LPAS 0;:SENS:VOLT:CHAN1:DFIL:TCON REP;WIND 0;COUN 1;STAT 0;:SYST:ERR?;*ESR?;*ESE?
        0.068000000 voltmeter < 0,"No error";0;60
        45.214211129 voltmeter > :READ?;*ESR?;*ESE?
        45.214211129 voltmeter < -1.01400000E-06,1;0;60
        45.429211130 voltmeter > :READ?;*ESR?;*ESE?
        45.429211130 voltmeter < -1.05700000E-06,2;0;60
        45.644211131 voltmeter > :READ?;*ESR?;*ESE?
        45.644211131 voltmeter < -1.13400000E-06,3;0;60
        45.859211132 voltmeter > :READ?;*ESR?;*ESE?
        45.859211132 voltmeter < -1.21900000E-06,4;0;60
        46.074211133 voltmeter > :READ?;*ESR?;*ESE?
        46.074211133 voltmeter < -1.31000000E-06,5;0;60

        """;

    [Fact]
    public async Task Driver_AsRecorded_SendsTheSameAndReturnsTheSame()
    {
        await using ReplayedBench bench = await ReplayedBench.OpenAsync(Bench, Transcript);
        INanovoltmeter instrument = bench.Get<INanovoltmeter>("voltmeter");
        await instrument.ConfigureAsync(new NanovoltmeterSettings { Range = Voltage.FromSi(0.01), IntegrationCycles = 5, AutoZero = true, AverageCount = 1, AnalogFilter = false });
        Assert.Equal(Voltage.FromSi(-1.014E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.057E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.134E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.219E-06), await instrument.ReadAsync());
        Assert.Equal(Voltage.FromSi(-1.31E-06), await instrument.ReadAsync());
        bench.AssertNothingIsLeft();
    }
}
