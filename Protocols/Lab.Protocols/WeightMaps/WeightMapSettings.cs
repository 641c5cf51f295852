using Lab.Protocols.Chains;
using Lab.Quantities;

namespace Lab.Protocols.WeightMaps;

/// <summary>Settings of <see cref="WeightMapProtocol"/>: more currents and fewer readings at each than for a
/// multiply-and-accumulate.</summary>
public sealed record WeightMapSettings : CharacterisationSettings
{
    /// <summary>Creates the settings with the defaults of a map.</summary>
    public WeightMapSettings()
    {
        Powers = Sweep<Power>.Parse("4..12 uW step 4 uW");
        Currents = Sweep<Current>.Parse("0..10 mA step 1 mA");
        Repeats = 4;
        ZeroReadings = 4;
    }
}
