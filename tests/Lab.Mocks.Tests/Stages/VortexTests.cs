using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Instruments.Clocks;
using Lab.Mocks.Parts;
using Lab.Mocks.Stages;
using Lab.Models.VortexOscillators;
using Lab.Quantities;

namespace Lab.Mocks.Tests.Stages;

/// <summary>The voltage of a vortex oscillator against its current.</summary>
public class VortexTests
{
    private const double Rate = 4e9;

    [Fact]
    public void Capture_DirectCurrent_OscillatesAsTheModelOrbits()
    {
        SampleStage stage = Stage(Temperature.FromKelvin(1e-3));
        stage.Drive("source", new DirectCurrent(Current.FromMilliamperes(2.75)));

        double[] volts = Record(stage, 40_000);

        VortexOscillator model = new();
        double area = Math.PI * 1e-14;
        double square = model.Coefficients.At(CurrentDensity.FromAmperesPerSquareMetre(2.75e-3 / area)).StationaryAmplitude;
        double amplitude = 2.75e-3 * 0.5 * 400 * 2 / 3 * square * 50 / 550;
        Assert.Equal(1, Math.Sqrt(2 * volts.Average(volt => volt * volt)) / amplitude, 0.01);
        double hertz = CrossingsOf(volts) / (volts.Length / Rate);
        Assert.Equal(model.Disk.RestFrequency.Hertz * (1 + (0.2 * square * square)), hertz, 0.3e6);
    }

    [Fact]
    public void Capture_BelowTheCriticalCurrent_HasTheHeatAlone()
    {
        SampleStage stage = Stage(Temperature.FromKelvin(300));
        stage.Drive("source", new DirectCurrent(Current.FromMilliamperes(1.1)));

        double[] volts = Record(stage, 400_000);

        // Half of the critical current halves the damping: twice the variance, of both coordinates together.
        double expected = 1.1e-3 * 0.5 * 400 * 2 / 3 * 50 / 550
            * new VortexDisk().ThermalAmplitude(Temperature.FromKelvin(300)) * Math.Sqrt(2 / 2.0);
        Assert.Equal(1, Math.Sqrt(volts.Average(volt => volt * volt)) / expected, 0.1);
    }

    [Fact]
    public void Drive_CurrentThatDestroysIt_LeavesAnOpenCircuit()
    {
        SampleStage stage = Stage(Temperature.FromKelvin(300));
        stage.Drive("source", new DirectCurrent(Current.FromMilliamperes(13)));

        Assert.Contains("vortex 'disk'", stage.Damage?.ToString(), StringComparison.Ordinal);
        Assert.All(Record(stage, 100), volt => Assert.Equal(0, volt));
        Assert.Equal(Load.Open, stage.LoadOf("source"));
    }

    private static double CrossingsOf(double[] volts) =>
        volts.Zip(volts.Skip(1), (one, next) => one < 0 && next >= 0 ? 1.0 : 0.0).Sum();

    private static double[] Record(SampleStage stage, int count)
    {
        float[] volts = new float[count];
        stage.Capture("scope", new TraceWindow(new TriggerMoment(0, 20e-6), 0, Rate), volts);
        return Array.ConvertAll(volts, volt => (double)volt);
    }

    private static SampleStage Stage(Temperature temperature)
    {
        var values = new SettingValues(Vortex.Description.Schema.Keys.ToDictionary(key => key.Name, key => key.Default!));
        var bench = new BenchDefinition
        {
            Name = "vortex",
            Instruments = [],
            SafeState = [],
            Sample = new SampleDefinition
            {
                Temperature = temperature,
                Parts = [new PartDefinition(Vortex.Description.Schema, "disk", values)],
            },
            Wiring =
            [
                new WiringDefinition("source", Vortex.Port, "disk", default),
                new WiringDefinition("awg", Vortex.DrivePort, "disk", default),
                new WiringDefinition("scope", Vortex.OutputPort, "disk", default),
            ],
        };
        return new SampleStage(bench, seed: 2, new VirtualClock(), Vortex.Description);
    }
}
