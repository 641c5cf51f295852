using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.Energies;

/// <summary>Energy, latency and area of networks of resonators and oscillators (Leroux thesis, appendix B), from their counts and
/// the devices' parameters, beside what the thesis prints. A computation: it needs no instrument.</summary>
public sealed class EnergyProtocol : Study<EnergySettings>
{
    /// <inheritdoc/>
    public override string Name => "energy";

    /// <inheritdoc/>
    public override string Summary =>
        "Energy, latency, area and write lines of networks of resonators and oscillators, from their counts and the devices' "
            + "parameters.";

    /// <inheritdoc/>
    public override IStudy Create(EnergySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        foreach ((string name, double value) in ((string, double)[])
        [
            ("diameter_nanometres", settings.DiameterNanometres), ("resistance_area", settings.ResistanceArea),
            ("threshold_density", settings.ThresholdDensity), ("magnetoresistance", settings.Magnetoresistance),
            ("ceiling", settings.Ceiling.Volts), ("lowest_frequency", settings.LowestFrequency.Hertz),
            ("damping", settings.Damping), ("samples", settings.Samples),
        ])
        {
            if (!(value > 0 && double.IsFinite(value)))
            {
                throw new SettingsException($"The setting '{name}' is {value}; it has to be positive.");
            }
        }

        return new EnergyStudy(settings);
    }
}
