using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.SpectrumAnalysers;
using Lab.Mocks.Stages;
using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Instruments.Tests.SpectrumAnalysers;

/// <summary>The contract that every driver of a spectrum analyser must hold to.</summary>
public abstract class SpectrumAnalyserContract : InstrumentContract
{
    private const string Generator = "rf";

    /// <summary>The twin's noise, dBm in one hertz.</summary>
    private const double NoiseDbmPerHertz = -150;

    protected override Task<TwinBench> OpenAsync() => TwinBench.OpenAsync(
        [("device", Driver, [])],
        wiring:
        [
            new WiringDefinition("device", SamplePort.RfProbe, null, LevelRatio.FromDecibels(20)),
            new WiringDefinition(Generator, SamplePort.Rf, null, LevelRatio.FromDecibels(3)),
        ],
        rough: IsRough);

    [Theory]
    [InlineData(1e6, 1001)]
    [InlineData(1e5, 501)]
    public async Task Measure_NoTone_ShowsTheNoiseOfItsBandwidth(double hertz, int points)
    {
        await using TwinBench bench = await OpenAsync();
        ISpectrumAnalyser analyser = bench.Get<ISpectrumAnalyser>();
        await analyser.ConfigureAsync(analyser.Settings with { Bandwidth = Frequency.FromHertz(hertz), Points = points });

        Spectrum spectrum = await analyser.MeasureAsync();

        // A Gaussian filter lets 1.0645 of its -3 dB bandwidth through; the mean of the points is known to 0.1 dB.
        Assert.Equal(points, spectrum.PowersWatts.Length);
        Assert.Equal(
            NoiseDbmPerHertz + (10 * Math.Log10(1.0645 * hertz)), Power.FromWatts(spectrum.PowersWatts.Average()).Dbm, 0.2);
    }

    [Fact]
    public async Task Measure_ToneOnTheLine_IsBelowItByTheCoupler()
    {
        await using TwinBench bench = await OpenAsync();
        bench.Virtual.Stage.Drive(
            Generator, new ToneSignal(new RfTone(Frequency.FromHertz(1.02e9), Power.FromDbm(-10))));

        Spectrum spectrum = await bench.Get<ISpectrumAnalyser>().MeasureAsync();

        Assert.Equal(1.02e9, spectrum.Peak.Frequency.Hertz, 1e5);
        Assert.Equal(-33, spectrum.Peak.Power.Dbm, 0.1); // 3 dB of cable and 20 dB of the coupler
    }

    [Fact]
    public async Task Frequencies_OfTheTrace_GoFromEndToEndOfTheSpan()
    {
        await using TwinBench bench = await OpenAsync();
        ISpectrumAnalyser analyser = bench.Get<ISpectrumAnalyser>();
        await analyser.ConfigureAsync(analyser.Settings with { Span = Frequency.FromHertz(10e6), Points = 101 });

        Spectrum spectrum = await analyser.MeasureAsync();

        Assert.Equal([995e6, 1005e6], [spectrum.FrequenciesHertz[0], spectrum.FrequenciesHertz[^1]]);
        Assert.Equal(1e9, spectrum.FrequenciesHertz[50], 1e-3);
    }

    [Fact]
    public async Task Kind_ArraysOfATerminal_HaveOneLength()
    {
        await using TwinBench bench = await OpenAsync();
        var analyser = bench.Get<ISpectrumAnalyser>();
        int[] lengths =
        [
            .. await Task.WhenAll(ISpectrumAnalyser.Kind.Terminals[0].ArrayReadings.Select(
                async reading => (await reading.ReadAsync(analyser, 1, default)).Length)),
        ];
        Assert.Equal([analyser.Settings.Points, analyser.Settings.Points], lengths);
    }
}
