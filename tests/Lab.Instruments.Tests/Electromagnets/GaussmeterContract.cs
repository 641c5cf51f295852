using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Electromagnets;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Electromagnets;

/// <summary>The contract that every gaussmeter's driver must hold to.</summary>
public abstract class GaussmeterContract : InstrumentContract
{
    protected override Task<TwinBench> OpenAsync() => MagnetBench.OneAsync(Driver, SamplePort.Gap, IsRough);

    [Theory]
    [InlineData(0.25)]
    [InlineData(-0.625)]
    [InlineData(0)]
    public async Task ReadField_KnownField_IsWithinOneOersted(double tesla)
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        SetField(bench, tesla);
        MagneticField field = await bench.Get<IGaussmeter>().ReadFieldAsync();
        Assert.Equal(tesla, field.Tesla, 1e-4); // 0.1 Oe of noise and 0.2 Oe of offset, five sigma
    }

    [Fact]
    public async Task ReadField_Taken_CostsBenchTime()
    {
        await using TwinBench bench = await OpenAsync();
        double seconds = await MagnetBench.SecondsAsync(bench, () => bench.Get<IGaussmeter>().ReadFieldAsync().AsTask());
        Assert.InRange(seconds, 0.01, 0.5);
    }

    [Fact]
    public async Task ReadProbeTemperature_InTheRoom_IsThatOfTheProbe()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(24.5, (await bench.Get<IGaussmeter>().ReadProbeTemperatureAsync()).DegreesCelsius, 0.1);
    }

    [Fact]
    public async Task ReadField_ManyTimes_FollowsTheField()
    {
        await using TwinBench bench = await OpenWithCoilAsync();
        foreach (double tesla in (double[])[0.1, -0.2, 0.3])
        {
            SetField(bench, tesla);
            Assert.Equal(tesla, (await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla, 1e-4);
            Assert.Equal(tesla, (await bench.Get<IGaussmeter>().ReadFieldAsync()).Tesla, 1e-4);
        }
    }

    [Fact]
    public async Task MakeSafe_Always_DoesNothing()
    {
        await using TwinBench bench = await OpenAsync();
        Assert.Equal(0, await MagnetBench.SecondsAsync(bench, () => bench.Get<IGaussmeter>().MakeSafeAsync().AsTask()));
        Assert.Empty(bench.Gate.Passed);
    }

    /// <summary>A bench on which the stage's coils can be set from the test, under the name <c>coil</c>.</summary>
    protected Task<TwinBench> OpenWithCoilAsync(params (string Key, object Value)[] twin) => TwinBench.OpenAsync(
        [("device", Driver, [])],
        new SampleDefinition { Magnet = new MagnetDefinition { Remanence = default } },
        [
            new WiringDefinition("device", SamplePort.Gap, null, default),
            new WiringDefinition("coil", SamplePort.Coil, null, default)
        ],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = twin },
        rough: IsRough);

    /// <summary>Lets 0.05 T/A settle at a field.</summary>
    protected static void SetField(TwinBench bench, double tesla)
    {
        bench.Virtual.Stage.Drive(
            "coil", new DirectCurrent(Current.FromAmperes(tesla / 0.05)) { Compliance = Voltage.FromVolts(1000) });
        bench.Clock.Advance(Duration.FromSeconds(2));
    }
}
