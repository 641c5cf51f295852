using System.Globalization;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Drivers;
using Lab.Instruments.Drivers.Nanovoltmeters;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Nanovoltmeters;

public sealed class Keithley2182ATests : NanovoltmeterContract
{
    protected override string Driver => "keithley-2182a";

    [Fact]
    public async Task Read_Manual_AnswersOneNumberOfNineDigits()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Matches(@"^[+-]\d\.\d{8}E[+-]\d{2}$", await bench.AskAsync(":FORM:ELEM READ;:READ?"));
        Assert.Equal("0.010000;\"VOLT:DC\";50", await bench.AskAsync(":SENS:VOLT:RANG?;:SENS:FUNC?;:SYST:LFR?"));
    }

    [Fact]
    public async Task Reset_AsClientsSpellIt_LeavesNoError()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Null(await bench.AskAsync("status:queue:clear;*RST;:stat:pres;:*CLS;"));
        Assert.Equal("0,\"No error\"", await bench.AskAsync(":SYST:ERR?"));
        Assert.Equal("0;1;10;MOV", await bench.AskAsync(":INIT:CONT?;:SENS:VOLT:DFIL?;DFIL:COUN?;TCON?"));
    }

    [Theory]
    [InlineData(1, false, 1, false, 0.02)]
    [InlineData(1, true, 1, false, 0.04)]
    [InlineData(5, true, 1, false, 0.2)]
    [InlineData(2.5, false, 4, false, 0.2)]
    [InlineData(0.01, false, 1, false, 0.0002)]
    [InlineData(1, false, 2, true, 2 * 0.145)]
    public async Task Read_At50Hertz_TakesItsIntegrationTimeOnTheClock(
        double cycles, bool autoZero, int averageCount, bool analogFilter, double seconds)
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<INanovoltmeter>().ConfigureAsync(new NanovoltmeterSettings
        {
            IntegrationCycles = cycles,
            AutoZero = autoZero,
            AverageCount = averageCount,
            AnalogFilter = analogFilter,
        });
        Assert.Equal(seconds, await SecondsOfReadingAsync(bench), 2e-9); // the clock counts nanoseconds
    }

    [Fact]
    public async Task Read_At60Hertz_TakesItsIntegrationTimeOnTheClock()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(Driver, ("line_frequency", Frequency.FromHertz(60)));
        await bench.Get<INanovoltmeter>().ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = 6, AutoZero = false });
        Assert.Equal(0.1, await SecondsOfReadingAsync(bench), 2e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task Read_Noise_IsWhiteAndJohnsonTogether(double cycles)
    {
        const int readings = 2000;
        const double relativeTolerance = 0.05; // three standard errors of a standard deviation from 2000 readings
        const double ohms = 2000;
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [])],
            new SampleDefinition
            {
                Junctions = [new JunctionDefinition { Name = "junction", Resistance = Resistance.FromOhms(ohms) }],
                ThermalDrift = default,
            },
            [new WiringDefinition("device", SamplePort.DcVoltage, Part: null, default)]);
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = cycles });
        double[] volts = new double[readings];
        for (int i = 0; i < readings; i++)
        {
            volts[i] = (await meter.ReadAsync()).Volts;
        }

        // Nyquist: 4kTR per hertz; an integration over T has the bandwidth 1/(2T).
        double johnsonSquare = 4 * 1.380649e-23 * 300 * ohms / (2 * cycles / 50);
        double expected = Math.Sqrt((30e-9 * 30e-9 / cycles) + johnsonSquare);
        Assert.Equal(expected, StandardDeviation(volts), expected * relativeTolerance);
    }

    [Theory]
    [InlineData(false, 20e-9)]
    [InlineData(true, 0)]
    public async Task Read_OffsetDrift_WalksOnlyWithoutAutozero(bool autoZero, double stepVolts)
    {
        const int readings = 500;
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [])],
            twin: new Dictionary<string, (string, object)[]> { ["device"] = [("white_noise", default(Voltage))] });
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        // 1 s of integration.
        await meter.ConfigureAsync(new NanovoltmeterSettings { IntegrationCycles = 50, AutoZero = autoZero });
        double[] steps = new double[readings];
        double before = (await meter.ReadAsync()).Volts;
        for (int i = 0; i < readings; i++)
        {
            double now = (await meter.ReadAsync()).Volts;
            steps[i] = now - before;
            before = now;
        }

        Assert.Equal(stepVolts, StandardDeviation(steps), 0.1 * 20e-9); // three standard errors
    }

    [Fact]
    public async Task Read_OverRange_IsAnErrorAndNoNumber()
    {
        await using TwinBench bench = await OpenOnBiasedJunctionAsync();
        ICurrentSource bias = bench.Get<ICurrentSource>("bias");
        await bias.SetOutputAsync(true);
        await bias.SetCurrentAsync(Current.FromMilliamperes(0.07)); // 11.4 mV, still within 120 % of the range
        await bench.Get<INanovoltmeter>().ReadAsync();
        await bias.SetCurrentAsync(Current.FromMilliamperes(0.08)); // 13.0 mV
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<INanovoltmeter>().ReadAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
        Assert.Equal(
            "The reading is over range (device, :READ? answered +9.90000000E+37). Choose a larger range or reduce the signal.",
            error.Message);
    }

    [Theory]
    [InlineData(double.NaN, 5, 1, "The meter has no range of NaN V (device, settings). Choose a value from 0 V to 120 V.")]
    [InlineData(130, 5, 1, "The meter has no range of 130 V (device, settings). Choose a value from 0 V to 120 V.")]
    [InlineData(
        1, 51, 1,
        "The meter has no integration over 51 periods of the mains (device, settings). Choose a value from 0.01 to 50.")]
    [InlineData(1, 5, 101, "The meter has no average of 101 readings (device, settings). Choose a value from 1 to 100.")]
    public async Task Configure_WhatTheMeterDoesNotHave_IsNotSent(double volts, double cycles, int averageCount, string message)
    {
        await using TwinBench bench = await OpenAsync();
        long before = bench.Clock.GetTimestamp();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => bench.Get<INanovoltmeter>()
            .ConfigureAsync(
            new NanovoltmeterSettings
            {
                Range = Voltage.FromVolts(volts),
                IntegrationCycles = cycles,
                AverageCount = averageCount
            }).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Equal(message, error.Message);
        Assert.Equal(before, bench.Clock.GetTimestamp());
    }

    [Fact]
    public async Task Open_OnOtherMains_SaysWhichSettingIsWrong()
    {
        await using TwinBench bench = await OpenAsync();
        DriverDescription description = Keithley2182A.Description;
        await using IInstrument driver = description.Make(new DriverContext(
            "meter",
            SettingValues.Of(description.Settings, ("line_frequency", Frequency.FromHertz(60))),
            bench.Gate,
            bench.Clock,
            await bench.WireAsync(),
            _ => null));
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => ((ScpiInstrument)driver).OpenAsync(default).AsTask());
        Assert.Equal(
            "The meter finds mains of 50 Hz, the bench file says 60 Hz (meter, :SYST:LFR?). "
            + "Set 'line_frequency' of this instrument in the bench file to 50 Hz.",
            error.Message);
    }

    [Fact]
    public async Task Fetch_RepeatsTheReading_FreshGivesItOnce()
    {
        await using TwinBench bench = await OpenAsync();
        string? reading = await bench.AskAsync(":INIT;:SENS:DATA:FRES?");
        Assert.Equal(reading, await bench.AskAsync(":FETC?"));
        Assert.Equal(reading, await bench.AskAsync(":SENS:DATA:LAT?"));
        Assert.Null(await bench.AskAsync(":SENS:DATA:FRES?"));
        Assert.Equal("-230,\"Data corrupt or stale\"", await bench.AskAsync(":SYST:ERR?"));
    }

    [Fact]
    public async Task Initiate_WhileRunningOrContinuous_IsIgnored()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-213,\"Init ignored\"", await bench.AskAsync(":INIT;:INIT;:SYST:ERR?"));
        Assert.Equal("-213,\"Init ignored\"", await bench.AskAsync(":INIT:CONT 1;:READ?;:SYST:ERR?"));
    }

    [Fact]
    public async Task Trigger_OverTheBus_IsWaitedFor()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("-214,\"Trigger deadlock\"", await bench.AskAsync(":TRIG:SOUR BUS;:READ?;:SYST:ERR?"));
        Assert.Equal("-211,\"Trigger ignored\"", await bench.AskAsync("*TRG;:SYST:ERR?"));
        string? readings = await bench.AskAsync(":FORM:ELEM READ;:SAMP:COUN 2;:TRIG:COUN 2;:INIT;*TRG;*OPC?;*TRG;:FETC?");
        Assert.Equal(4, readings!.Split(';')[1].Split(',').Length);
        Assert.Equal("0,\"No error\"", await bench.AskAsync(":SYST:ERR?"));
    }

    [Fact]
    public async Task Buffer_PolledUntilFull_HoldsItsReadingsAndTheirStatistics()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(
            "*CLS;*SRE 1;:FORM:ELEM READ;:STAT:MEAS:ENAB 512;:SENS:VOLT:NPLC 1;:TRAC:POIN 10;:TRAC:FEED SENS;FEED:CONT "
                + "NEXT;:TRIG:COUN 10;:INIT");
        int polls = 0;
        while ((int.Parse((await bench.AskAsync("*STB?"))!, CultureInfo.InvariantCulture) & 65) != 65)
        {
            bench.Clock.Advance(Duration.FromMilliseconds(39));
            polls++;
        }

        Assert.Equal(10, polls); // 40 ms for a reading with autozero, 1 ms of it for the message
        double[] readings =
        [
            .. (await bench.AskAsync(":TRAC:DATA?"))!.Split(',').Select(text => double.Parse(text, CultureInfo.InvariantCulture))
        ];
        Assert.Equal(10, readings.Length);
        Assert.Equal(readings.Average(), await StatisticAsync(bench, "MEAN"), 1e-15);
        Assert.Equal(StandardDeviation(readings), await StatisticAsync(bench, "SDEV"), 1e-15);
        Assert.Equal(readings.Max(), await StatisticAsync(bench, "MAX"));
        Assert.Equal(readings.Min(), await StatisticAsync(bench, "MIN"));
    }

    [Fact]
    public async Task Filter_Moving_FillsOnceAndThenGivesAReadingForEachConversion()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":SENS:VOLT:NPLC 1;:SYST:AZER 0;:SENS:VOLT:DFIL:WIND 0;COUN 10;TCON MOV;STAT 1");
        Assert.Equal(10 * 0.02, await SecondsOfReadingAsync(bench), 2e-9);
        Assert.Equal(0.02, await SecondsOfReadingAsync(bench), 2e-9);
    }

    [Fact]
    public async Task Relative_Acquired_IsSubtracted()
    {
        await using TwinBench bench = await TwinBench.OpenAsync(
            [("device", Driver, [])],
            twin: new Dictionary<string, (string, object)[]> { ["device"] = [("white_noise", default(Voltage))] });
        Assert.NotEqual("+0.00000000E+00", await bench.AskAsync(":FORM:ELEM READ;:READ?"));
        Assert.Equal("+0.00000000E+00", await bench.AskAsync(":SENS:VOLT:REF:ACQ;STAT 1;:READ?"));
    }

    [Fact]
    public async Task ChannelZero_IsTheTemperatureInside()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal("+3.20000000E+01,0,C", await bench.AskAsync(":SENS:CHAN 0;:FORM:ELEM READ,CHAN,UNIT;:READ?"));
    }

    [Fact]
    public async Task Read_ClockPutBack_GoesOn()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.AskAsync(":INIT:CONT 1;:SYST:AZER 0");
        bench.Clock.Advance(Duration.FromSeconds(3600));
        await bench.AskAsync("*STB?");
        bench.Clock.Restart();
        Assert.Matches("^[+-][0-9]", await bench.AskAsync(":SENS:DATA:FRES?"));
        Assert.InRange(bench.Clock.Now().Seconds, 0, 1); // one reading of 5 periods
    }

    private static double StandardDeviation(double[] values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }

    private static async Task<double> StatisticAsync(TwinBench bench, string name) =>
        double.Parse((await bench.AskAsync($":CALC2:FORM {name};:CALC2:STAT ON;:CALC2:IMM?"))!, CultureInfo.InvariantCulture);

    private static async Task<double> SecondsOfReadingAsync(TwinBench bench)
    {
        Duration start = bench.Clock.Now();
        await bench.AskAsync("*STB?");
        Duration message = bench.Clock.Now() - start;
        await bench.Get<INanovoltmeter>().ReadAsync();
        return (bench.Clock.Now() - start - message - message).Seconds;
    }
}
