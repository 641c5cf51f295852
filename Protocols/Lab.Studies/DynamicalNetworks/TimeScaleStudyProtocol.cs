using System.Globalization;
using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>Accuracy against the time of a pixel, the relaxation time or the learning rate, with the amplification S as it is and
/// with S following the rule I·Δt ≈ 1 (Plouet 2025, section IV). A study in the computer: it needs no instrument.</summary>
public sealed class TimeScaleStudyProtocol : Study<TimeScaleStudySettings>
{
    private const double Density = 0.5;

    private static readonly Duration Reference = Duration.FromNanoseconds(1);

    /// <inheritdoc/>
    public override string Name => "time-scale-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Sequential digits at several pixel times, with fixed amplification and with one that follows I·Δt ≈ 1; or at several "
            + "relaxation times or learning rates.";

    /// <inheritdoc/>
    public override IStudy Create(TimeScaleStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ValidateDigits();
        return settings.Vary switch
        {
            StudiedScale.PixelTime => VaryPixelTime(settings),
            StudiedScale.RelaxationTime => Vary(
                settings,
                settings.ReadRateFactors(),
                RequirePositive("relaxation_times", settings.RelaxationTimes),
                (plan, time) => plan with { RelaxationTime = time },
                "relaxation time (ns)",
                "Accuracy against the relaxation time",
                "A neuron that forgets before the next pixel comes cannot add them up.",
                time => ($"relaxation_{Nanoseconds(time)}_ns", time.Seconds / 1e-9)),
            _ => Vary(
                settings,
                [1],
                settings.ReadLearningRates(),
                (plan, rate) => plan with { LearningRate = rate },
                "learning rate",
                "Accuracy against the learning rate",
                "The learning rate of the first epoch; the printed rule says 1/(100·Δt·S·√N), the printed network has 0.149.",
                rate => ($"learning_rate_{rate.ToString(CultureInfo.InvariantCulture).Replace('.', '_')}", rate)),
        };
    }

    private static NetworkStudy VaryPixelTime(TimeScaleStudySettings settings)
    {
        IReadOnlyList<Duration> times = RequirePositive("pixel_times", settings.PixelTimes);
        NetworkPlan[] plans =
        [
            .. from follows in (bool[])[true, false]
               from time in times
               from factor in settings.ReadRateFactors()
               from replicate in Enumerable.Range(0, settings.Seeds)
               let plan = settings.Plan(time, Density, replicate)
               select plan with
               {
                   LearningRate = factor * plan.LearningRate,
                   Amplification = follows ? plan.Amplification * Reference.Seconds / time.Seconds : plan.Amplification,
               },
        ];
        int half = plans.Length / 2;
        return Study(
            settings,
            plans,
            "pixel time (ns)",
            "Accuracy against the time of a pixel",
            "With S following 1/Δt the accuracy holds as long as Δt stays below the relaxation time; with S fixed it falls on "
                + "either side.",
            index =>
            {
                (string curve, string result) = index < half ? ("S follows 1/Δt", "following") : ("S fixed", "fixed");
                return (curve, $"{result}_{Nanoseconds(plans[index].PixelTime)}_ns", plans[index].PixelTime.Seconds / 1e-9);
            });
    }

    // The learning rate of each kind is the one whose trainings are best on the samples that choose the epoch.
    private static NetworkStudy Study(
        TimeScaleStudySettings settings, NetworkPlan[] plans, string axis, string title, string caption,
        Func<int, (string Curve, string Result, double At)> keyOf) =>
        new(settings, settings.Task(), plans, record => TunedStudyAnalysis.Of(
            axis, title, caption, record, keyOf, index => plans[index].LearningRate))
        {
            BearsDivergence = true,
        };

    private static NetworkStudy Vary<TValue>(
        TimeScaleStudySettings settings,
        IReadOnlyList<double> factors,
        IReadOnlyList<TValue> values,
        Func<NetworkPlan, TValue, NetworkPlan> change,
        string axis,
        string title,
        string caption,
        Func<TValue, (string Result, double At)> keyOf)
    {
        NetworkPlan[] plans =
        [
            .. from value in values
               from factor in factors
               from replicate in Enumerable.Range(0, settings.Seeds)
               let plan = change(settings.Plan(Reference, Density, replicate), value)
               select plan with { LearningRate = factor * plan.LearningRate },
        ];
        return Study(settings, plans, axis, title, caption, index =>
        {
            (string result, double at) = keyOf(values[index / settings.Seeds / factors.Count]);
            return ("networks", result, at);
        });
    }

    private static IReadOnlyList<Duration> RequirePositive(
        string name, Sweep<Duration> times) => times.All(time => time.Seconds > 0)
        ? [.. times]
        : throw new SettingsException($"The setting '{name}' has a time that is not positive.");

    private static string Nanoseconds(Duration time) =>
        (time.Seconds / 1e-9).ToString("0.###", CultureInfo.InvariantCulture).Replace('.', '_');
}
