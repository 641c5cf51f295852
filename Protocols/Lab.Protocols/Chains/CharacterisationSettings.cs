using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Chains;

/// <summary>Settings of protocols that find the weights of a chain from each input alone, at every pair of currents.</summary>
public abstract record CharacterisationSettings : ChainSettings
{
    /// <summary>Powers of both inputs.</summary>
    [Setting("Powers of each input at the chain. At least three.")]
    public Sweep<Power> Powers { get; init; } = Sweep<Power>.Parse("2..12 uW step 2 uW");

    /// <summary>Currents in both field lines.</summary>
    [Setting("Currents in each field line; every pair of them is one pair of weights.")]
    public Sweep<Current> Currents { get; init; } = Sweep<Current>.Parse("0..10 mA step 2 mA");

    /// <summary>Repetitions of the single-tone series.</summary>
    [Setting("How often the series of powers of one input alone is run through at each pair of currents, for its weight.")]
    public int Repeats { get; init; } = 10;

    /// <summary>Readings with both inputs off.</summary>
    [Setting("Readings with both inputs off at each pair of currents, for the voltmeter's offset.")]
    public int ZeroReadings { get; init; } = 12;

    /// <summary>Refuses settings that cannot be measured with.</summary>
    /// <exception cref="SettingsException">Too few powers or readings for a weight.</exception>
    internal new void Validate()
    {
        base.Validate();
        const int fewestPowers = 3;
        if (Powers.Distinct().Count() < fewestPowers)
        {
            throw new SettingsException(
                $"The setting 'powers' has {Powers.Distinct().Count()} values; the slope and the bend of V(P) need at least "
                    + $"{fewestPowers}.");
        }

        if (Powers.Any(power => !(power.Watts > 0)))
        {
            throw new SettingsException(
                "The setting 'powers' has a power that is not positive; the readings with both inputs off come from "
                    + "'zero_readings'.");
        }

        if (Repeats < 2)
        {
            throw new SettingsException($"The setting 'repeats' is {Repeats}; the scatter of equal readings needs at least 2.");
        }

        if (ZeroReadings < 1)
        {
            throw new SettingsException($"The setting 'zero_readings' is {ZeroReadings}; the offset needs at least one.");
        }
    }
}
