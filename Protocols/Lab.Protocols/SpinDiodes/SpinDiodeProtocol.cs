using Lab.Instruments;
using Lab.Runs.Protocols;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Spectra of the rectified voltage against frequency, and the fit of Eq. 3.15 (Leroux thesis, section 5.3.1.2).</summary>
public sealed class SpinDiodeProtocol : Protocol<SpinDiodeSettings>
{
    /// <inheritdoc/>
    public override string Name => "spin-diode";

    /// <inheritdoc/>
    public override string Summary => "Rectified voltage against frequency at one or several powers; fit of resonance, linewidth and sensitivity.";

    /// <inheritdoc/>
    public override string DefaultBench => "spin-diode";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction"),
        new(BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the rectified voltage"),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
        new(BenchSetUp.LineRole, InstrumentKind.CurrentSource, "feeds the field line, if line_current is set", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(SpinDiodeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("settle", settings.Settle);
        RequiredSetting.NotNegative("level_uncertainty", settings.LevelUncertainty ?? default);
        return new SpinDiodeExperiment(settings);
    }
}
