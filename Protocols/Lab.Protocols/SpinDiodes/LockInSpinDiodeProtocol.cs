using Lab.Instruments;
using Lab.Instruments.LockInAmplifiers;
using Lab.Runs.Protocols;
using Lab.Runs.Settings;

namespace Lab.Protocols.SpinDiodes;

/// <summary>Spectra of the rectified voltage of a keyed tone, read by a lock-in amplifier at the keying frequency, with the fit
/// of <see cref="SpinDiodeProtocol"/>.</summary>
public sealed class LockInSpinDiodeProtocol : Protocol<LockInSpinDiodeSettings>
{
    /// <inheritdoc/>
    public override string Name => "spin-diode-lockin";

    /// <inheritdoc/>
    public override string Summary =>
        "Rectified voltage of a keyed tone against frequency, read by a lock-in amplifier; the fit of spin-diode.";

    /// <inheritdoc/>
    public override string DefaultBench => "lock-in";

    /// <inheritdoc/>
    public override IReadOnlyList<InstrumentNeed> Needs { get; } =
    [
        new(BenchSetUp.RfRole, InstrumentKind.RfGenerator, "drives the junction and keys the tone"),
        new(BenchSetUp.LockInRole, ILockInAmplifier.Kind, "reads the rectified voltage at the keying frequency"),
        new(
            BenchSetUp.VoltmeterRole, InstrumentKind.Nanovoltmeter, "reads the unbroken tone, if nanovoltmeter is on",
            IsOptional: true),
        new(BenchSetUp.MagnetRole, InstrumentKind.Electromagnet, "holds the perpendicular field", IsOptional: true),
    ];

    /// <inheritdoc/>
    public override IExperiment Create(LockInSpinDiodeSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        RequiredSetting.NotNegative("level_uncertainty", settings.LevelUncertainty ?? default);
        if (!(settings.ModulationFrequency.Hertz > 0))
        {
            throw new SettingsException(
                $"The setting 'modulation_frequency' is {settings.ModulationFrequency}; it must be positive.");
        }

        if (settings.FitFrom is { } from && settings.FitTo is { } to && !(from.Hertz < to.Hertz))
        {
            throw new SettingsException($"fit_from, {from}, is not below fit_to, {to}.");
        }

        return new LockInSpinDiodeExperiment(settings);
    }
}
