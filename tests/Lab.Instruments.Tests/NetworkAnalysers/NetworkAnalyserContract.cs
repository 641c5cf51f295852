using System.Numerics;
using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.NetworkAnalysers;
using Lab.Instruments.Terminals;
using Lab.Mocks.Parts;
using Lab.Models.Films;
using Lab.Quantities;

namespace Lab.Instruments.Tests.NetworkAnalysers;

/// <summary>The contract that every driver of a network analyser must hold to.</summary>
public abstract class NetworkAnalyserContract : InstrumentContract
{
    private const double Coupling = 1e-3;
    private const double LossDecibels = 4;
    private const double DelaySeconds = 2e-9;

    private static SettingValues FilmValues { get; } = new(new Dictionary<string, object>(
        Film.Description.Schema.Keys.ToDictionary(key => key.Name, key => key.Default!))
    {
        ["coupling"] = Coupling,
        ["line_loss"] = LevelRatio.FromDecibels(LossDecibels),
        ["line_delay"] = Duration.FromSeconds(DelaySeconds),
    });

    protected override Task<TwinBench> OpenAsync() => OpenAsync(noise: 0);

    [Theory]
    [InlineData(1.2e9, -20.5)]
    [InlineData(6.123456e9, -5)]
    [InlineData(18e9, 3.25)]
    public async Task Set_FrequencyAndPower_ReadBackEqual(double hertz, double dbm)
    {
        await using TwinBench bench = await OpenAsync();
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetFrequencyAsync(Frequency.FromHertz(hertz));
        await analyser.SetPowerAsync(Power.FromDbm(dbm));
        Assert.Equal(hertz, (await analyser.GetFrequencyAsync()).Hertz, hertz * 1e-9);
        Assert.Equal(dbm, (await analyser.GetPowerAsync()).Dbm, 1e-6);
    }

    [Theory]
    [InlineData(0.05, 4e9)]
    [InlineData(0.05, 6.4e9)]
    [InlineData(0.1, 9.2e9)]
    public async Task MeasureTransmission_FilmInAField_IsItsResponseBehindTheLine(double tesla, double hertz)
    {
        await using TwinBench bench = await OpenAsync();
        bench.Virtual.Stage.Drive("supply", new Mocks.Stages.DirectCurrent(Current.FromAmperes(tesla / 0.05))
        {
            Compliance = Voltage.FromVolts(20),
        });
        bench.Clock.Advance(Duration.FromSeconds(5));
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetFrequencyAsync(Frequency.FromHertz(hertz));
        await analyser.SetPowerAsync(Power.FromDbm(-10));
        await analyser.SetOutputAsync(on: true);

        Complex transmission = await analyser.MeasureTransmissionAsync();

        ThinFilm film = Film.ModelOf(FilmValues);
        Complex absorbed = Complex.ImaginaryOne * Coupling * hertz / film.HertzPerTesla
            * film.Response(MagneticField.FromTesla(tesla), Frequency.FromHertz(hertz), isInPlane: true);
        Complex expected = Complex.FromPolarCoordinates(
            Math.Pow(10, -LossDecibels / 20), -2 * Math.PI * hertz * DelaySeconds) * (1 - absorbed);
        Assert.Equal(expected.Real, transmission.Real, 1e-6);
        Assert.Equal(expected.Imaginary, transmission.Imaginary, 1e-6);
    }

    [Fact]
    public async Task MeasureTransmission_MoreSamplesInASmallerBandwidth_ScattersLess()
    {
        await using TwinBench bench = await OpenAsync(noise: 1e-3);
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetFrequencyAsync(Frequency.FromHertz(4e9));
        await analyser.SetOutputAsync(on: true);
        double scatter = await ScatterAsync(analyser, 10e3, 5);
        double less = await ScatterAsync(analyser, 1e3, 50);

        // A tenth of the bandwidth and ten times the samples: a tenth of the scatter, which 40 readings know to a tenth.
        Assert.InRange(less / scatter, 0.06, 0.16);
        double amplitude = Math.Pow(10, -LossDecibels / 20);
        Assert.InRange(scatter, 0.7 * amplitude * 1e-3 * Math.Sqrt(10.0 / 5), 1.3 * amplitude * 1e-3 * Math.Sqrt(10.0 / 5));
    }

    [Fact]
    public async Task MeasureTransmission_OutputOff_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => bench.Get<INetworkAnalyser>().MeasureTransmissionAsync().AsTask());
        Assert.Equal(
            "The output is off, so that the receivers would compare noise with noise", error.What);
    }

    [Fact]
    public async Task MeasureTransmission_PointsChangedAtThePanel_IsRefused()
    {
        await using TwinBench bench = await OpenAsync();
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetOutputAsync(on: true);
        await bench.AskAsync(":SENS1:SWE:POIN 7");
        InstrumentException error = await Assert.ThrowsAsync<InstrumentException>(
            () => analyser.MeasureTransmissionAsync().AsTask());
        Assert.Equal(InstrumentFault.BadAnswer, error.Fault);
        Assert.Contains(
            "real and imaginary parts of 20 samples; it has 14 numbers", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetOutput_OnThenMakeSafe_IsOff()
    {
        await using TwinBench bench = await OpenAsync();
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetOutputAsync(on: true);
        Assert.True(await analyser.GetOutputAsync());
        await analyser.MakeSafeAsync();
        Assert.False(await analyser.GetOutputAsync());
    }

    [Fact]
    public async Task Set_ForbiddenByTheGate_IsNotSent()
    {
        await using TwinBench bench = await OpenAsync();
        INetworkAnalyser analyser = bench.Get<INetworkAnalyser>();
        await analyser.SetPowerAsync(Power.FromDbm(-40 + 15));
        await AssertGatedAsync(bench, Channels.Power, () => analyser.SetPowerAsync(Power.FromDbm(10)).AsTask());
        await AssertGatedAsync(
            bench, Channels.Frequency, () => analyser.SetFrequencyAsync(Frequency.FromHertz(2e9)).AsTask());
        await AssertGatedAsync(bench, Channels.Output, () => analyser.SetOutputAsync(on: true).AsTask());
        Assert.Equal(-25, (await analyser.GetPowerAsync()).Dbm, 1e-6);
        Assert.False(await analyser.GetOutputAsync());
    }

    private static async Task<double> ScatterAsync(INetworkAnalyser analyser, double hertz, int samples)
    {
        await analyser.ConfigureAsync(new NetworkSettings(Frequency.FromHertz(hertz), samples));
        double[] readings = new double[40];
        for (int i = 0; i < readings.Length; i++)
        {
            readings[i] = (await analyser.MeasureTransmissionAsync()).Real;
        }

        // Of a complex number that is turned by the line, real and imaginary part scatter alike.
        return Math.Sqrt(readings.Average(each => Math.Pow(each - readings.Average(), 2)));
    }

    private Task<TwinBench> OpenAsync(double noise) => TwinBench.OpenAsync(
        [("device", Driver, [])],
        new SampleDefinition
        {
            Parts = [new PartDefinition(Film.Description.Schema, "film", FilmValues)],
            Magnet = new MagnetDefinition { Remanence = default, IsInPlane = true },
        },
        [
            new WiringDefinition("device", Film.LinePort, "film", default),
            new WiringDefinition("supply", SamplePort.Coil, null, default),
        ],
        twin: new Dictionary<string, (string, object)[]> { ["device"] = [("trace_noise", noise)] },
        rough: IsRough);
}
