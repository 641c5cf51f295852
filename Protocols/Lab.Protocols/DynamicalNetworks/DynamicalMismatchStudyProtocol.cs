using Lab.Instruments;
using Lab.Models.HardwareInTheLoop;
using Lab.Quantities;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.DynamicalNetworks;

/// <summary>What it costs that the oscillators of a chip differ from their model, for trainings with the chip in the loop and off it (Plouet
/// 2025, section V). A study in the computer on virtual chips.</summary>
public sealed class DynamicalMismatchStudyProtocol : Protocol<DynamicalMismatchStudySettings>
{
    /// <summary>The schemes that are compared.</summary>
    internal static IReadOnlyList<TrainingScheme> Schemes { get; } =
        [TrainingScheme.InTheLoop, TrainingScheme.OutputSubstitution, TrainingScheme.OffChip, TrainingScheme.NoiseInjection, TrainingScheme.SharpnessAware];

    /// <inheritdoc/>
    public override string Name => "dynamical-mismatch-study";

    /// <inheritdoc/>
    public override string Summary => "Sequential digits on virtual chips whose oscillators differ; trained in the loop, off the chip, and with remedies; accuracy against the spread.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs => [];

    /// <inheritdoc/>
    public override IExperiment Create(DynamicalMismatchStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.ValidateDigits();
        NetworkSettings.RequireShare("density", settings.Density);
        if (settings.Model != NetworkModel.Spintronic || settings.Substeps != 1 || settings.Integrator != Lab.Models.DynamicalNetworks.Integrator.Euler)
        {
            throw new SettingsException("The chips are of spintronic neurons stepped by Euler's method, one step an input: leave the settings 'model', 'integrator' and 'substeps' as they are.");
        }

        if (settings.Levels < 2 || settings.Seeds < 2)
        {
            throw new SettingsException($"The settings 'levels' and 'seeds' are {settings.Levels} and {settings.Seeds}; a comparison needs at least 2 of each.");
        }

        if (!(settings.LargestMismatch > 0 && settings.LargestMismatch <= 0.35))
        {
            throw new SettingsException($"The setting 'largest_mismatch' is {settings.LargestMismatch}; it has to lie above 0 and at most at 0.35, where a neuron may lack nearly all of its gain.");
        }

        if (!(settings.Noise >= 0))
        {
            throw new SettingsException($"The setting 'noise' is {settings.Noise}; it cannot be negative.");
        }

        NetworkSettings.RequirePositive("injected_noise", settings.InjectedNoise);
        NetworkSettings.RequirePositive("uphill_step", settings.UphillStep);
        return new DynamicalMismatchExperiment(settings, Plan(settings));
    }

    /// <summary>The chips: all schemes on the same chip, for each replicate of each spread.</summary>
    internal static IReadOnlyList<ChipPlan> Plan(DynamicalMismatchStudySettings settings) =>
    [
        .. from replicate in Enumerable.Range(0, settings.Seeds)
           from scheme in Schemes
           from level in Enumerable.Range(0, settings.Levels)
           select new ChipPlan(scheme, settings.LargestMismatch * level / (settings.Levels - 1), settings.Plan(Duration.FromNanoseconds(1), settings.Density, replicate)),
    ];
}
