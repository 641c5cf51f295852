using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.Chains;

/// <summary>How near a chain of four nonlinear resonators comes to a weighted sum, and the model of it to the motion (Leroux
/// thesis, sections 5.4.1 and 5.4.2). A study in the computer: it needs no instrument.</summary>
public sealed class ChainStudyProtocol : Study<ChainStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "chain-study";

    /// <inheritdoc/>
    public override string Summary =>
        "A chain of four nonlinear resonators against a weighted sum, in 6561 combinations, and its model against its simulated "
            + "motion.";

    /// <inheritdoc/>
    public override IStudy Create(ChainStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!(settings.Damping is > 0 and < 1) || !(settings.Detuning is > 0 and < 1) || settings.Phases < 0
            || settings.Threads < 1)
        {
            throw new SettingsException(
                $"The settings 'damping' and 'detuning' are {settings.Damping} and {settings.Detuning}; they have to lie "
                    + $"between 0 and 1. 'phases' is {settings.Phases} and 'threads' {settings.Threads}; at least 0 and 1 are "
                    + "needed.");
        }

        return new ChainStudy(settings);
    }
}
