using Lab.Instruments;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.Resonances;

/// <summary>Looks for the resonances of a junction over a wide range: coarse, then closer about what stands out, then fine enough
/// to fit.</summary>
public sealed class FindResonanceProtocol : Protocol<FindResonanceSettings>
{
    private const int FewestPoints = 50;
    private const int MostPoints = 100_000;
    private const int MostLines = 10;

    /// <inheritdoc/>
    public override string Name => "find-resonance";

    /// <inheritdoc/>
    public override string Summary =>
        "Looks for the resonances over a wide range, coarse to fine, and proposes the frequencies of a spectrum.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(FindResonanceSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        RequiredSetting.NotNegative("level_uncertainty", settings.LevelUncertainty);
        if (settings.Points is < FewestPoints or > MostPoints)
        {
            throw new SettingsException(
                $"The setting 'points' is {settings.Points}; a search takes {FewestPoints} to {MostPoints}.");
        }

        if (settings.Lines is < 1 or > MostLines)
        {
            throw new SettingsException($"The setting 'lines' is {settings.Lines}; a search looks at 1 to {MostLines} closely.");
        }

        if (settings is { From: { } from, To: { } to } && !(from.Hertz > 0 && from.Hertz < to.Hertz))
        {
            throw new SettingsException($"The settings 'from' and 'to' are {from} and {to}; 'from' is positive and below 'to'.");
        }

        return new FindResonanceExperiment(settings);
    }
}
