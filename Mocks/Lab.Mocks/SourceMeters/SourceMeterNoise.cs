using Lab.Benches;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace Lab.Mocks.SourceMeters;

/// <summary>The white noise of the readings of a source-measure unit, as the bench file gives it.</summary>
/// <param name="context">Settings and randomness of the twin.</param>
internal sealed class SourceMeterNoise(TwinContext context)
{
    private const string VoltageKey = "voltage_noise";
    private const string CurrentKey = "current_noise";

    private readonly double volts = context.Twin.Get<Voltage>(VoltageKey).Volts;
    private readonly double amperes = context.Twin.Get<Current>(CurrentKey).Amperes;
    private readonly ReadingStream random = context.RandomOfReadings("noise");

    /// <summary>The keys of a bench file.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Quantity<Voltage>(
            VoltageKey,
            Voltage.FromVolts(1e-6),
            "Standard deviation of a voltage that is integrated over one period of the mains."),
        SettingKey.Quantity<Current>(
            CurrentKey,
            Current.FromAmperes(1e-9),
            "Standard deviation of a current that is integrated over one period of the mains."),
    ];

    /// <summary>Draws the noise of a voltage, V.</summary>
    /// <param name="cycles">Its integration in periods of the mains.</param>
    public double NextVolts(double cycles) => Next(volts, cycles);

    /// <summary>Draws the noise of a current, A.</summary>
    /// <param name="cycles">Its integration in periods of the mains.</param>
    public double NextAmperes(double cycles) => Next(amperes, cycles);

    private double Next(double deviation, double cycles) => deviation * (1 / Math.Sqrt(cycles)) * random.Now.NextGaussian();
}
