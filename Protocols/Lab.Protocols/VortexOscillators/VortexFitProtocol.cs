using Lab.Calibration.Vortices;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Protocols.VortexOscillators;

/// <summary>Fits the coefficients α(J), β(J) and n of a vortex oscillator to transients, and writes the table that other studies
/// load: the data-driven part of the data-driven Thiele equation. It needs no instrument.</summary>
public sealed class VortexFitProtocol : Study<VortexFitSettings>
{
    /// <inheritdoc/>
    public override string Name => "vortex-fit";

    /// <inheritdoc/>
    public override string Summary =>
        "Fits α, β and n of a vortex oscillator to transients of its orbit, with uncertainties, and writes their table.";

    /// <inheritdoc/>
    public override IStudy Create(VortexFitSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (!(settings.TrialNoise > 0 && double.IsFinite(settings.TrialNoise)))
        {
            throw new SettingsException($"The setting 'trial_noise' is {settings.TrialNoise}; it has to be positive.");
        }

        VortexTransient[]? read = settings.Data.Length > 0 ? TransientFile.Read("data", settings.Data) : null;
        return new VortexFitStudy(settings, read);
    }
}
