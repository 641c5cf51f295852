using Lab.Benches;
using Lab.Mocks.Stages;
using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Mocks.Nanovoltmeters;

/// <summary>The input of a multimeter at the sample: noise, offset, ranges and digits.</summary>
/// <param name="context">Settings, stage and randomness of the twin.</param>
/// <param name="ranges">Its ranges, V, the smallest first.</param>
/// <param name="resolutionOfRange">The last digit, as a part of the range.</param>
internal sealed class MultimeterInput(TwinContext context, double[] ranges, double resolutionOfRange)
{
    private const string WhiteNoiseKey = "white_noise";
    private const string OffsetKey = "offset";

    /// <summary>A range reads up to 120 % of its name.</summary>
    private const double Overrange = 1.2;

    private readonly double whiteNoiseVolts = context.Twin.Get<Voltage>(WhiteNoiseKey).Volts;
    private readonly double offsetVolts = context.Twin.Get<Voltage>(OffsetKey).Volts * context.Random("offset").NextGaussian();
    private readonly RandomStream noise = context.Random("noise");

    /// <summary>The keys of a bench file.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        SettingKey.Quantity<Voltage>(
            WhiteNoiseKey,
            Voltage.FromVolts(300e-9),
            "Standard deviation of a reading that integrates over one period of the mains."),
        SettingKey.Quantity<Voltage>(
            OffsetKey, Voltage.FromVolts(500e-9), "Standard deviation of the constant offset that the seed draws."),
    ];

    /// <summary>Digitises the voltage that is there.</summary>
    /// <param name="cycles">Integration in periods of the mains.</param>
    /// <param name="integration">The same as a time.</param>
    /// <param name="range">The range, V; <see langword="null"/> where the meter chooses it.</param>
    /// <returns>The voltage, V; infinity beyond the range.</returns>
    public double Digitize(double cycles, Duration integration, double? range)
    {
        double johnson = context.Stage.LoadOf(context.Name).JohnsonVoltsPerRootHertz * Math.Sqrt(1 / (2 * integration.Seconds));
        double white = whiteNoiseVolts / Math.Sqrt(cycles);
        double volts = context.Stage.Sense(context.Name, Sensed.Voltage, integration) + offsetVolts
            + (Math.Sqrt((white * white) + (johnson * johnson)) * noise.NextGaussian());
        double held = range ?? ranges.FirstOrDefault(each => Math.Abs(volts) <= each * Overrange, ranges[^1]);
        double resolution = held * resolutionOfRange;
        return Math.Abs(volts) <= held * Overrange ? Math.Round(volts / resolution) * resolution : double.PositiveInfinity;
    }
}
