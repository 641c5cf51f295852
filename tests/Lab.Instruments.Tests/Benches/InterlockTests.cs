using Lab.Benches;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.SourceMeters;
using Lab.Mocks;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Benches;

public class InterlockTests
{
    private const string Smu = "smu-compliance: { instrument: smu, reading: compliance, max: 0 }";
    private readonly VirtualClock clock = new();

    [Fact]
    public void Read_Section_GivesInterlocksInTheFilesOrder()
    {
        BenchDefinition bench = ReadWith(
            Smu, "field-settled: { instrument: magnet, reading: field, min: 6240 Oe, max: 6260 Oe, action: pause, every: 10 s }");

        Assert.Equal(
            [
                "interlock 'smu-compliance': smu compliance at most 0, or the run ends; read before each point",
                "interlock 'field-settled': magnet field at least 624 mT and at most 626 mT, or the run pauses; read every 10 s",
            ],
            bench.Interlocks.Select(interlock => interlock.ToString()));
    }

    [Fact]
    public void Read_NoSection_WatchesNothing() => Assert.Empty(ShippedBench.Read().Interlocks);

    public static TheoryData<string, string> SingleMistakes { get; } = new()
    {
        {
            "{ instrument: laser, reading: power, max: 1 W }",
            "instrument: there is no instrument 'laser'; allowed are rf, voltmeter, line, smu, supply, gaussmeter, magnet."
        },
        {
            "{ instrument: smu, reading: charge, max: 0 }",
            "reading: 'smu' has no reading 'charge'; allowed are voltage, current, power, resistance, compliance."
        },
        {
            "{ instrument: rf, reading: power, max: 1 mW }",
            "reading: 'rf' is an RF generator, which has no readings for interlocks."
        },
        {
            "{ instrument: smu, reading: compliance }",
            "reading: neither min nor max is given, so that nothing would be watched."
        },
        {
            "{ instrument: gaussmeter, reading: temperature, min: 310 K, max: 300 K }",
            "min: min is above max, so nothing would be allowed."
        },
        { "{ instrument: smu, reading: compliance, max: 2 }", "max: '2' is not a number from 0 to 1." },
        { "{ instrument: smu, reading: compliance, max: NaN }", "max: 'NaN' is not a number from 0 to 1." },
        {
            "{ instrument: smu, reading: compliance, max: 0, action: stop }",
            "action: there is no action 'stop'; allowed are end, pause."
        },
        { "{ instrument: smu, reading: compliance, max: 0, every: -1 s }", "every: '-1 s' is below zero." },
        {
            "{ instrument: smu, reading: compliance, maximum: 0, max: 0 }",
            "maximum is unknown; allowed are instrument, reading, min, max, action, every."
        },
        { "{ reading: compliance, max: 0 }", "instrument is missing; write for example 'instrument: rf'." },
    };

    [Theory]
    [MemberData(nameof(SingleMistakes))]
    public void Read_OneMistake_IsReportedWithFileLineKeyAndWhatIsAllowed(string entry, string expected)
    {
        string yaml = YamlWith($"guard: {entry}");
        var error = Assert.Throws<BenchException>(() => ShippedBench.Reader.Read(yaml, "my.yaml"));
        Assert.Equal(
            $"my.yaml:{ShippedBench.LineOf(yaml, "guard:")}: interlocks.guard.{expected}", Assert.Single(error.Findings));
    }

    [Fact]
    public async Task Check_SourceInCompliance_Trips()
    {
        await using OpenBench bench = await OpenAsync(ReadWith(Smu));
        ISourceMeter smu = bench.Get<ISourceMeter>("smu");
        await smu.SetComplianceAsync(Voltage.FromVolts(0.1));
        await smu.SetOutputAsync(true);
        Assert.Null(await bench.CheckInterlocksAsync(default));
        await smu.SetCurrentAsync(Current.FromMilliamperes(1)); // 163 mV across the junction
        Assert.Equal(
            new InterlockTrip("smu-compliance", "smu compliance is 1, allowed is at most 0", EndsRun: true),
            await bench.CheckInterlocksAsync(default));
        await smu.SetCurrentAsync(Current.FromMilliamperes(0.1));
        Assert.Null(await bench.CheckInterlocksAsync(default));
    }

    [Fact]
    public async Task Check_ReadingThatIsNone_Trips()
    {
        await using OpenBench bench = await OpenAsync(
            ReadWith("bias: { instrument: smu, reading: voltage, max: 1 V, action: pause }"));
        ISourceMeter smu = bench.Get<ISourceMeter>("smu");
        Assert.Equal(
            "smu voltage has no reading (The output is off, so there is nothing to measure), allowed is at most 1 V",
            (await bench.CheckInterlocksAsync(default))?.Message);
        await smu.SetComplianceAsync(Voltage.FromVolts(0.1));
        await smu.SetCurrentAsync(Current.FromMilliamperes(1));
        await smu.SetOutputAsync(true);
        Assert.Equal(
            new InterlockTrip(
                "bias",
                "smu voltage has no reading (The source is in compliance and does not drive its current), allowed is at most 1 V",
                EndsRun: false),
            await bench.CheckInterlocksAsync(default));
    }

    [Theory]
    [InlineData(double.NaN, false)]
    [InlineData(0.5, true)]
    [InlineData(1.1, false)]
    [InlineData(-0.1, false)]
    public void Allows_Value_IsInsideTheWindowOnly(double value, bool allowed)
    {
        var interlock = new InterlockDefinition(
            "guard",
            "smu",
            InstrumentKind.SourceMeter.Terminals[0].Readings.Single(reading => reading.Name == "voltage"),
            0,
            1,
            EndsRun: true,
            default);
        Assert.Equal(allowed, interlock.Allows(value));
    }

    [Fact]
    public async Task Check_NotDue_IsNotReadAndTripsWhenItIs()
    {
        await using OpenBench bench = await OpenAsync(ReadWith(
            "zero-field: { instrument: gaussmeter, reading: field, min: -100 Oe, max: 100 Oe, action: pause, every: 1 h }"));
        Assert.Null(await bench.CheckInterlocksAsync(default));
        await bench.Get<IElectromagnet>("magnet").SetFieldAsync(MagneticField.FromOersted(200));

        Duration before = clock.Now();
        Assert.Null(await bench.CheckInterlocksAsync(default));
        Assert.Equal(before, clock.Now()); // nothing was sent
        clock.Advance(Duration.FromSeconds(3600));

        InterlockTrip? trip = await bench.CheckInterlocksAsync(default);
        Assert.NotNull(trip);
        Assert.False(trip.EndsRun);
        Assert.Matches(
            @"^gaussmeter field is (19\.\d+|20(\.\d+)?) mT, allowed is at least -10 mT and at most 10 mT$", trip.Message);
        Assert.NotNull(await bench.CheckInterlocksAsync(default)); // due until it was read inside its window
        await bench.Get<IElectromagnet>("magnet").SetFieldAsync(default);
        Assert.Null(await bench.CheckInterlocksAsync(default));
    }

    [Fact]
    public async Task Check_ProbeTemperature_IsWhatTheTwinWasTold()
    {
        BenchDefinition definition = ShippedBench.Reader.Read(
            YamlWith("cold: { instrument: gaussmeter, reading: temperature, max: 310 K, action: end }").Replace(
                "driver: lakeshore-475\n    address: \"sim:\"",
                "driver: lakeshore-475\n    address: \"sim:\"\n    twin: { probe_temperature: 320 K }",
                StringComparison.Ordinal),
            "my.yaml");
        await using OpenBench bench = await OpenAsync(definition);
        Assert.Equal(
            new InterlockTrip("cold", "gaussmeter temperature is 320 K, allowed is at most 310 K", EndsRun: true),
            await bench.CheckInterlocksAsync(default));
    }

    [Fact]
    public async Task Check_SeveralTripped_GivesTheFirst()
    {
        await using OpenBench bench = await OpenAsync(ReadWith(
            "a: { instrument: gaussmeter, reading: temperature, max: 100 K }",
            "b: { instrument: gaussmeter, reading: temperature, max: 200 K }"));
        Assert.Equal("a", (await bench.CheckInterlocksAsync(default))?.Interlock);
    }

    [Fact]
    public async Task Limits_OfABenchWithInterlocks_HoldTheirText()
    {
        await using OpenBench bench = await OpenAsync(ReadWith(Smu));
        Assert.Equal(
            "interlock 'smu-compliance': smu compliance at most 0, or the run ends; read before each point", bench.Limits[^1]);
        Assert.True(bench.Limits.Count > 1);
    }

    private static string YamlWith(params string[] entries) =>
        $"{ShippedBench.Yaml}\ninterlocks:\n{string.Concat(entries.Select(entry => $"  {entry}\n"))}";

    private static BenchDefinition ReadWith(params string[] entries) => ShippedBench.Reader.Read(YamlWith(entries), "my.yaml");

    private Task<OpenBench> OpenAsync(BenchDefinition definition) =>
        OpenBench.OpenAsync(definition, [new VirtualBench(definition, 1, clock)], clock, simulation: null, default);
}
