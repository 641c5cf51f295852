using System.Globalization;
using Lab.Instruments;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SequentialDigits;

/// <summary>Accuracy against the time of a pixel, with the amplification S as it is and with S following the rule I·Δt ≈ 1 (Plouet 2025,
/// section IV). A study in the computer: it needs no instrument.</summary>
public sealed class TimeScaleStudyProtocol : Protocol<TimeScaleStudySettings>
{
    private static readonly Duration Reference = Duration.FromNanoseconds(1);

    /// <inheritdoc/>
    public override string Name => "time-scale-study";

    /// <inheritdoc/>
    public override string Summary => "Sequential digits at several pixel times, with fixed amplification and with one that follows I·Δt ≈ 1.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(TimeScaleStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (settings.PixelTimes.Any(time => !(time.Seconds > 0)))
        {
            throw new SettingsException("The setting 'pixel_times' has a time that is not positive.");
        }

        const double density = 0.5;
        DigitPlan[] plans =
        [
            .. from follows in (bool[])[true, false]
               from time in settings.PixelTimes
               from replicate in Enumerable.Range(0, settings.Seeds)
               select new DigitPlan(time, density, follows ? Reference.Seconds / time.Seconds : 1, replicate),
        ];
        int half = plans.Length / 2;
        return new DigitExperiment(settings, plans, record => NetworkStudyAnalysis.Of(
            "pixel time (ns)",
            "Accuracy against the time of a pixel",
            "With S following 1/Δt the accuracy holds as long as Δt stays below the relaxation time; with S fixed it falls on either side.",
            record,
            index =>
            {
                double nanoseconds = plans[index].PixelTime.Seconds / 1e-9;
                string at = nanoseconds.ToString("0.###", CultureInfo.InvariantCulture).Replace('.', '_');
                return index < half ? ("S follows 1/Δt", $"following_{at}_ns", nanoseconds) : ("S fixed", $"fixed_{at}_ns", nanoseconds);
            }));
    }
}
