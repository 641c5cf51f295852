using Lab.Models.HardwareInTheLoop;
using Lab.Quantities;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.Training;

namespace Lab.Studies.DynamicalNetworks;

/// <summary>The cost of oscillators that differ from their model, for trainings with the chip in the loop and off
/// it (Plouet 2025, section V). A study in the computer on virtual chips.</summary>
public sealed class DynamicalMismatchStudyProtocol : Study<DynamicalMismatchStudySettings>
{
    /// <summary>The ways that are compared.</summary>
    internal static IReadOnlyList<TrainingWay> Ways { get; } =
    [
        new(TrainingScheme.InTheLoop),
        new(TrainingScheme.OutputSubstitution),
        new(TrainingScheme.OffChip, IsRefitted: true),
        new(TrainingScheme.OffChip),
        new(TrainingScheme.NoiseInjection),
        new(TrainingScheme.SharpnessAware),
    ];

    /// <inheritdoc/>
    public override string Name => "dynamical-mismatch-study";

    /// <inheritdoc/>
    public override string Summary =>
        "Sequential digits on virtual chips whose oscillators differ; trained in the loop, off the chip, and with remedies; "
            + "accuracy against the spread.";

    /// <inheritdoc/>
    public override IStudy Create(DynamicalMismatchStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ValidateDigits();
        NetworkSettings.RequireShare("density", settings.Density);
        if (settings.Model != NetworkModel.Spintronic || settings.Substeps != 1
            || settings.Integrator != Lab.Models.DynamicalNetworks.Integrator.Euler)
        {
            throw new SettingsException(
                "The chips are of spintronic neurons stepped by Euler's method, one step an input: leave the settings 'model', "
                    + "'integrator' and 'substeps' as they are.");
        }

        if (settings.Levels < 2 || settings.Seeds < 2)
        {
            throw new SettingsException(
                $"The settings 'levels' and 'seeds' are {settings.Levels} and {settings.Seeds}; a comparison needs at least 2 "
                    + "of each.");
        }

        if (!(settings.LargestMismatch > 0 && settings.LargestMismatch <= 0.35))
        {
            throw new SettingsException(
                $"The setting 'largest_mismatch' is {settings.LargestMismatch}; it has to lie above 0 and at most at 0.35, "
                    + "where a neuron may lack nearly all of its gain.");
        }

        if (!(settings.Noise >= 0))
        {
            throw new SettingsException($"The setting 'noise' is {settings.Noise}; it cannot be negative.");
        }

        NetworkSettings.RequirePositive("tuning_chips", settings.TuningChips);
        return new DynamicalMismatchStudy(settings, Plan(settings));
    }

    /// <summary>The strengths of a way that are tried; a single strength of nought where it has none.</summary>
    internal static IReadOnlyList<double> StrengthsOf(
        DynamicalMismatchStudySettings settings, TrainingWay way) => way.Scheme switch
        {
            TrainingScheme.NoiseInjection => settings.ReadInjectedNoise(),
            TrainingScheme.SharpnessAware => settings.ReadUphillStep(),
            _ => [0],
        };

    /// <summary>The chips: those that choose the strengths of remedies; then all ways on the same chip, for each replicate of
    /// each spread.</summary>
    internal static IReadOnlyList<ChipPlan> Plan(DynamicalMismatchStudySettings settings)
    {
        double[] spreads =
            [.. Enumerable.Range(0, settings.Levels).Select(level => settings.LargestMismatch * level / (settings.Levels - 1))];
        NetworkPlan Network(int replicate) => settings.Plan(Duration.FromNanoseconds(1), settings.Density, replicate);
        return
        [
            .. from replicate in Enumerable.Range(settings.Seeds, settings.TuningChips)
               from way in Ways
               let strengths = StrengthsOf(settings, way)
               where strengths.Count > 1
               from strength in strengths
               from spread in spreads
               select new ChipPlan(way, spread, Network(replicate), strength, IsTuning: true),
            .. from replicate in Enumerable.Range(0, settings.Seeds)
               from way in Ways
               let strengths = StrengthsOf(settings, way)
               from spread in spreads
               select new ChipPlan(way, spread, Network(replicate), strengths.Count > 1 ? null : strengths[0]),
        ];
    }

    /// <summary>The strength of a remedy that its tuning chips choose: that of the best mean accuracy over all spreads, the first
    /// of equals.</summary>
    /// <param name="way">The remedy.</param>
    /// <param name="chips">All chips.</param>
    /// <param name="accuracyOf">Accuracy of a tuning chip, by its number.</param>
    internal static double ChooseStrength(TrainingWay way, IReadOnlyList<ChipPlan> chips, Func<int, double> accuracyOf) =>
        Enumerable.Range(0, chips.Count).Where(index => chips[index].IsTuning && chips[index].Way == way)
            .GroupBy(index => chips[index].Strength!.Value)
            .MaxBy(strength => strength.Average(accuracyOf))!.Key;
}
