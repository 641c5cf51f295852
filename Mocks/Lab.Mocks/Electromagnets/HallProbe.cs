using Lab.Benches;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.Electromagnets;

/// <summary>The Hall probe of a gaussmeter in the gap: constant errors that the seed draws, noise, and its thermometer.</summary>
internal sealed class HallProbe
{
    /// <summary>The key of the probe's gain.</summary>
    internal const string GainErrorKey = "gain_error";

    private const string NoiseKey = "noise";
    private const string OffsetKey = "offset";
    private const string ProbeKey = "probe";
    private const string AngleKey = "angle";
    private const string TemperatureKey = "probe_temperature";

    /// <summary>The time of the reading whose noise the bench file gives, s.</summary>
    private const double NoiseSeconds = 0.1;

    private readonly SampleStage stage;
    private readonly string name;
    private readonly ReadingStream random;
    private readonly double noiseTesla;
    private readonly double offsetTesla;
    private readonly double gain;

    /// <summary>Plugs the probe in.</summary>
    /// <param name="context">Settings, stage and randomness of the twin.</param>
    public HallProbe(TwinContext context)
    {
        (stage, name) = (context.Stage, context.Name);
        random = context.RandomOfReadings("noise");
        noiseTesla = context.Twin.Get<MagneticField>(NoiseKey).Tesla;
        offsetTesla = context.Twin.Get<MagneticField>(OffsetKey).Tesla * context.Random("offset").NextGaussian();
        double gainError = context.Twin.Get<double>(GainErrorKey);
        gain = gainError > 0 ? 1 + (gainError * context.Random("gain").NextGaussian()) : 1;
        gain *= Math.Cos(context.Twin.Get<Angle>(AngleKey).Radians);
        IsThere = context.Twin.Get<bool>(ProbeKey);
        Celsius = context.Twin.Get<Temperature>(TemperatureKey).DegreesCelsius;
    }

    /// <summary>The keys of a bench file.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Quantity<MagneticField>(
            NoiseKey,
            MagneticField.FromOersted(0.1),
            "Standard deviation of one reading of 100 ms; it falls with the root of the time."),
        SettingKey.Quantity<MagneticField>(
            OffsetKey,
            MagneticField.FromOersted(0.2),
            "Standard deviation of the probe's constant error that the seed draws."),
        SettingKey.Number(
            GainErrorKey, 0, 0, 0.1, "Relative standard deviation of the probe's gain that the seed draws. 0.002 is common."),
        SettingKey.Between(
            AngleKey,
            (Angle?)default(Angle),
            Angle.FromDegrees(-60),
            Angle.FromDegrees(60),
            "Angle of the probe to the field, of which it reads the cosine."),
        SettingKey.Switch(ProbeKey, defaultValue: true, "Whether a probe is plugged in."),
        SettingKey.Positive<Temperature>(TemperatureKey, Temperature.FromDegreesCelsius(24.5), "Temperature of the probe."),
    ];

    /// <summary>Whether a probe is plugged in.</summary>
    public bool IsThere { get; }

    /// <summary>Temperature of the probe, °C.</summary>
    public double Celsius { get; }

    /// <summary>The field as the probe has it, without noise, T.</summary>
    public double Tesla => (stage.Sense(name, Sensed.Field) * gain) + offsetTesla;

    /// <summary>The noise of a reading, T.</summary>
    /// <param name="seconds">The time of the reading. Positive.</param>
    public double NoiseOf(double seconds) => noiseTesla * Math.Sqrt(NoiseSeconds / seconds) * random.Now.NextGaussian();
}
