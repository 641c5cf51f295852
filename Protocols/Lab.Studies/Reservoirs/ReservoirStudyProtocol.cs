using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.Reservoirs;

/// <summary>An oscillator with a delayed loop as a reservoir, on its model alone: the field's benchmarks or a task of one's own,
/// over several masks, beside a linear register. A study in the computer: it needs no instrument.</summary>
public sealed class ReservoirStudyProtocol : Study<ReservoirStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "reservoir-study";

    /// <inheritdoc/>
    public override string Summary =>
        "A model of an oscillator with a delayed loop as a reservoir: memory, NARMA-10, parity, Mackey-Glass, or your own task.";

    /// <inheritdoc/>
    public override IStudy Create(ReservoirStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var plan = new ReservoirPlan(settings);
        try
        {
            return new ReservoirStudy(
                settings, plan,
                [.. settings.LoopPhase.Select(phase => settings.ReservoirAt(phase, plan.Nodes, plan.Trial.Steps))]);
        }
        catch (ArgumentOutOfRangeException error)
        {
            throw new SettingsException($"The settings describe no oscillator: {error.Message}");
        }
    }
}
