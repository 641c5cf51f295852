using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.ResistanceLoops;

/// <summary>
/// Resistance of a junction against the field, down and up: parallel and antiparallel resistance, magnetoresistance, coercivity
/// and the offset of the loop by exchange bias and stray fields.
/// </summary>
public sealed class ResistanceLoopProtocol : Protocol<ResistanceLoopSettings>
{
    /// <summary>The role of the source-measure unit.</summary>
    public const string MeterRole = "smu";

    /// <summary>Fewer fields make no loop.</summary>
    private const int FewestFields = 10;

    /// <inheritdoc/>
    public override string Name => "resistance-loop";

    /// <inheritdoc/>
    public override string Summary =>
        "Resistance against field, down and up (R-H loop): TMR, coercivity, exchange bias, with the scatter over loops.";

    /// <inheritdoc/>
    public override string DefaultBench => "pillar";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(MeterRole, InstrumentKind.SourceMeter, "measures the junction's resistance"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "gives the field along the easy axis"),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(ResistanceLoopSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        if (settings.Fields.Distinct().Count() is var count && count < FewestFields)
        {
            throw new SettingsException($"The setting 'fields' has {count} values; a loop needs at least {FewestFields}.");
        }

        if (settings.Fields.Zip(settings.Fields.Skip(1)).Any(pair => pair.First >= pair.Second))
        {
            throw new SettingsException("The setting 'fields' must ascend; each loop goes through it down and up.");
        }

        foreach ((string name, int number) in ((string, int)[])[("loops", settings.Loops), ("readings", settings.Readings)])
        {
            if (number < 1)
            {
                throw new SettingsException($"The setting '{name}' is {number}; at least one is needed.");
            }
        }

        return settings.SenseCurrent.Amperes == 0
            ? throw new SettingsException(
                "The setting 'sense_current' is zero; without a current there is no resistance to read.")
            : new ResistanceLoopExperiment(settings);
    }
}
