using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Instruments.DeltaMeters;
using Lab.Instruments.Drivers;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.Junctions;
using Lab.Quantities;

namespace Lab.Instruments.Tests.DeltaMeters;

/// <summary>The contract that every delta-mode meter's driver must hold to.</summary>
public abstract class DeltaMeterContract : InstrumentContract
{
    private static readonly SettingValues BarrierValues = SettingValues.Of(
        Pillar.Description.Schema.Keys,
        ("barrier_height", Voltage.FromVolts(0.8)),
        ("barrier_asymmetry", Voltage.FromVolts(0.2)));

    private static readonly TunnelResistance Barrier = Pillar.ResistanceOf(BarrierValues);

    [Theory]
    [InlineData(20e-6)]
    [InlineData(100e-6)]
    public async Task Measure_OffsetFarAboveTheSignalsNoise_IsTheResistanceAlone(double amperes)
    {
        await using TwinBench bench = await OpenOnBarrierAsync(("offset", Voltage.FromVolts(1e-3)));
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetComplianceAsync(Voltage.FromVolts(1));
        await meter.SetAmplitudeAsync(Current.FromAmperes(amperes));
        await meter.SetOutputAsync(on: true);
        DeltaReading reading = await meter.MeasureAsync();
        Assert.Equal(amperes, reading.Amplitude.Amperes, 1e-12);

        // Half the difference of the voltages of both signs, with 30 nV of noise a conversion.
        double expected = (VoltsAt(amperes) - VoltsAt(-amperes)) / 2;
        Assert.Equal(expected, reading.Voltage.Volts, 100e-9);
        Assert.Equal(expected / amperes, reading.Resistance.Ohms, 100e-9 / amperes);
    }

    [Fact]
    public async Task Measure_ReadingsBeforeTheCall_AreNotAmongThem()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await meter.SetOutputAsync(on: true);
        bench.Clock.Advance(Duration.FromSeconds(3.7));
        Duration start = bench.Clock.Now();
        await meter.MeasureAsync();

        // Four readings of 22 ms from a half-cycle that begins after the call: three conversions, then one for each reading.
        Assert.InRange((bench.Clock.Now() - start).Seconds, 6 * 0.022, 10 * 0.022);
    }

    [Fact]
    public async Task SetOutput_On_TheCurrentGoesToAndFro()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(50e-6));
        Assert.Equal(0, AmperesThrough(bench));
        await meter.SetOutputAsync(on: true);
        Assert.True(await meter.GetOutputAsync());
        var seen = new List<double>();
        for (int i = 0; i < 20; i++)
        {
            bench.Clock.Advance(Duration.FromSeconds(0.0221));
            await bench.AskAsync("*STB?");
            seen.Add(AmperesThrough(bench));
        }

        Assert.All(seen, amperes => Assert.Equal(50e-6, Math.Abs(amperes), 1e-12));
        Assert.InRange(seen.Count(amperes => amperes > 0), 8, 12);
        await meter.SetOutputAsync(on: false);
        Assert.False(await meter.GetOutputAsync());
        Assert.Equal(0, AmperesThrough(bench));
    }

    [Fact]
    public async Task SetAmplitude_WhileItReverses_GoesOnWithTheNewOne()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await meter.SetOutputAsync(on: true);
        await meter.SetAmplitudeAsync(Current.FromAmperes(30e-6));
        Assert.True(await meter.GetOutputAsync());
        Assert.Equal(30e-6, Math.Abs(AmperesThrough(bench)), 1e-12);
        Assert.Equal(30e-6, (await meter.GetAmplitudeAsync()).Amperes, 1e-12);
    }

    [Fact]
    public async Task MeasureSweep_Barrier_IsTheSlopeOfItsCurve()
    {
        await using TwinBench bench = await OpenOnBarrierAsync(("offset", Voltage.FromVolts(1e-3)));
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        const double step = 2.5e-6;
        const double change = 10e-6;
        IReadOnlyList<BiasPoint> points = await meter.MeasureSweepAsync(
            Current.FromAmperes(-80e-6), Current.FromAmperes(80e-6), Current.FromAmperes(step), Current.FromAmperes(change));

        Assert.Equal(65, points.Count);
        foreach ((int i, BiasPoint point) in points.Index())
        {
            double bias = -80e-6 + (i * step);
            Assert.Equal(bias, point.Bias.Amperes, 1e-12);

            // The outer two of three currents are a step off: the quotient is that of a bias which is off by half as much.
            double shifted = bias + (i % 2 == 0 ? step : -step) / 2;
            double slope = (VoltsAt(shifted + change) - VoltsAt(shifted - change)) / (2 * change);
            Assert.Equal(slope, point.DifferentialResistance.Ohms, 3e-3 * slope);
        }

        // The slope of a barrier falls to both sides.
        Assert.True(points[0].DifferentialResistance.Ohms < 0.97 * points[32].DifferentialResistance.Ohms);
        Assert.True(points[^1].DifferentialResistance.Ohms < 0.97 * points[32].DifferentialResistance.Ohms);

        // The mean voltage holds the meter's offset, of 1 mV as a standard deviation.
        Assert.All(points, point => Assert.Equal(VoltsAt(point.Bias.Amperes), point.Voltage.Volts, 5e-3));
        Assert.False(await meter.GetOutputAsync());
        Assert.Equal(0, AmperesThrough(bench));
    }

    [Fact]
    public async Task ArrayReadings_OutputOn_SweepTheBiasOfTheBenchFileAndGoOn()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await meter.SetOutputAsync(on: true);
        ArrayReading[] arrays = [.. DriverCatalog.Shipped.Get(Driver).Terminals.Single().ArrayReadings];
        double[] biases = await arrays.Single(array => array.Name == "bias").ReadAsync(meter, 0, default);
        double[] ohms = await arrays.Single(array => array.Name == "differential_resistance").ReadAsync(meter, 0, default);
        Assert.Equal(21, biases.Length);
        Assert.Equal(-10e-6, biases[0], 1e-15);
        Assert.Equal(10e-6, biases[^1], 1e-15);
        Assert.Equal(biases.Length, ohms.Length);
        Assert.Equal(VoltsAt(1e-6) / 1e-6, ohms[10], 0.1); // 30 nV a conversion on 1 µA
        Assert.True(await meter.GetOutputAsync());
        Assert.Equal(20e-6, Math.Abs(AmperesThrough(bench)), 1e-12);
    }

    [Fact]
    public async Task Measure_OutputOff_IsRefusedWithTheRemedy()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IDeltaMeter>().MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Refused, error.Fault);
        Assert.StartsWith("The output is off, so there is nothing to measure", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Measure_BeyondTheMetersRange_IsOverflow()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetComplianceAsync(Voltage.FromVolts(1));
        await meter.SetAmplitudeAsync(Current.FromAmperes(200e-6)); // 200 mV in a range of 100 mV
        await meter.SetOutputAsync(on: true);
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => meter.MeasureAsync().AsTask());
        Assert.Equal(InstrumentFault.Overflow, error.Fault);
    }

    [Fact]
    public async Task SetAmplitude_Negative_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<IDeltaMeter>().SetAmplitudeAsync(Current.FromAmperes(-1e-6)).AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Contains("The source reverses the current by itself", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1e-6, 0)]
    [InlineData(0, 1e-6)]
    [InlineData(1e-12, 1e-6)]
    public async Task MeasureSweep_StepOrChangeThatIsNone_IsRefused(double step, double change)
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(() => bench.Get<IDeltaMeter>()
            .MeasureSweepAsync(default, Current.FromAmperes(1e-6), Current.FromAmperes(step), Current.FromAmperes(change))
            .AsTask());
        Assert.Equal(InstrumentFault.Limit, error.Fault);
        Assert.Empty(bench.Gate.Passed);
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await AssertGatedAsync(bench, Channels.Current, () => meter.SetAmplitudeAsync(Current.FromAmperes(30e-6)).AsTask());
        await AssertGatedAsync(bench, Channels.Compliance, () => meter.SetComplianceAsync(Voltage.FromVolts(2)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => meter.SetOutputAsync(true).AsTask());
        await AssertGatedAsync(bench, Channels.Current, () => SweepAsync(meter).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => SweepAsync(meter).AsTask());
        bench.Gate.Allows = setPoint => !(setPoint.Channel == Channels.Current && setPoint.Value < 0);
        await Assert.ThrowsAsync<InstrumentException>(() => meter.SetOutputAsync(true).AsTask());
        bench.Gate.Allows = _ => true;
        Assert.Equal(20e-6, (await meter.GetAmplitudeAsync()).Amperes, 1e-12);
        Assert.False(await meter.GetOutputAsync());
        Assert.Equal(0, AmperesThrough(bench));
    }

    [Fact]
    public async Task MakeSafe_OutputOn_StopsAndSwitchesOff()
    {
        await using TwinBench bench = await OpenOnBarrierAsync();
        IDeltaMeter meter = bench.Get<IDeltaMeter>();
        await meter.SetAmplitudeAsync(Current.FromAmperes(20e-6));
        await meter.SetOutputAsync(on: true);
        await meter.MakeSafeAsync();
        Assert.False(await meter.GetOutputAsync());
        Assert.Equal(0, AmperesThrough(bench));
        Assert.Empty(await meter.ReadErrorsAsync());
    }

    [Fact]
    public async Task MakeSafe_OutputOff_SetsNothing()
    {
        await using TwinBench bench = await OpenAsync();
        await bench.Get<IDeltaMeter>().MakeSafeAsync();
        Assert.Empty(bench.Gate.Passed);
    }

    /// <summary>The meter on a tunnel junction whose curve bends.</summary>
    /// <param name="twin">Keys of the twin.</param>
    protected Task<TwinBench> OpenOnBarrierAsync(params (string Key, object Value)[] twin) => TwinBench.OpenAsync(
        [("device", Driver, [])],
        new SampleDefinition { Parts = [new PartDefinition(Pillar.Description.Schema, "mtj", BarrierValues)] },
        [new WiringDefinition("device", Pillar.Port, "mtj", default)],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = twin },
        rough: IsRough);

    /// <summary>The current that flows through the junction.</summary>
    protected static double AmperesThrough(TwinBench bench) => bench.Virtual.Stage.Sense("device", Sensed.Current);

    private static ValueTask<IReadOnlyList<BiasPoint>> SweepAsync(IDeltaMeter meter) => meter.MeasureSweepAsync(
        default, Current.FromAmperes(10e-6), Current.FromAmperes(1e-6), Current.FromAmperes(1e-6));

    private static double VoltsAt(double amperes) =>
        amperes * Barrier.At(isParallel: true, Current.FromAmperes(amperes)).Ohms;
}
