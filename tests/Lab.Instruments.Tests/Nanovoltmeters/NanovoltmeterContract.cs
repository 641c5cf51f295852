using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.CurrentSources;
using Lab.Instruments.Nanovoltmeters;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Nanovoltmeters;

/// <summary>The contract that every nanovoltmeter's driver must hold to.</summary>
public abstract class NanovoltmeterContract : InstrumentContract
{
    /// <summary>Whether it has an analogue filter.</summary>
    protected virtual bool HasAnalogFilter => true;

    /// <summary>The largest reading of a short: nanovoltmeters have offsets of some 100 nV, V.</summary>
    protected virtual double LargestOffsetVolts => 1e-6;

    [Fact]
    public async Task Read_ShortedInput_IsNoiseAboutZero()
    {
        await using TwinBench bench = await OpenAsync();
        Voltage reading = await bench.Get<INanovoltmeter>().ReadAsync();
        Assert.InRange(Math.Abs(reading.Volts), 0, LargestOffsetVolts);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(0.5)]
    [InlineData(100)]
    public async Task Configure_Ranges_AreAccepted(double volts)
    {
        await using TwinBench bench = await OpenAsync();
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(
            new NanovoltmeterSettings
            {
                Range = Voltage.FromVolts(volts),
                AverageCount = 3,
                AnalogFilter = HasAnalogFilter,
            });
        await meter.ReadAsync();
        Assert.Empty(await meter.ReadErrorsAsync());
    }

    [Fact]
    public async Task Read_AfterTheSignalChanged_SeesTheNewSignal()
    {
        await using TwinBench bench = await OpenOnBiasedJunctionAsync();
        INanovoltmeter meter = bench.Get<INanovoltmeter>();
        await meter.ConfigureAsync(
            new NanovoltmeterSettings { Range = Voltage.FromVolts(1), IntegrationCycles = 1, AverageCount = 10 });
        await bench.Get<ICurrentSource>("bias").SetOutputAsync(true);
        foreach (double milliamperes in (double[])[1, -0.5, 2])
        {
            await bench.Get<ICurrentSource>("bias").SetCurrentAsync(Current.FromMilliamperes(milliamperes));
            Assert.Equal(163e-3 * milliamperes, (await meter.ReadAsync()).Volts, LargestOffsetVolts);
        }
    }

    [Fact]
    public async Task MakeSafe_AMeter_ChangesNothing()
    {
        await using TwinBench bench = await OpenAsync();
        long before = bench.Clock.GetTimestamp();
        await bench.Get<INanovoltmeter>().MakeSafeAsync();
        Assert.Equal(before, bench.Clock.GetTimestamp());
        Assert.Empty(bench.Gate.Passed);
    }

    /// <summary>The meter across a junction of 163 Ω through which the current source <c>bias</c> drives.</summary>
    protected Task<TwinBench> OpenOnBiasedJunctionAsync() => TwinBench.OpenAsync(
        [("device", Driver, []), ("bias", "keithley-6221", [])],
        new SampleDefinition { Junctions = [new JunctionDefinition { Name = "junction" }] },
        [
            new WiringDefinition("device", SamplePort.DcVoltage, Part: null, default),
            new WiringDefinition("bias", SamplePort.DcBias, Part: null, default),
        ],
        rough: IsRough);
}
