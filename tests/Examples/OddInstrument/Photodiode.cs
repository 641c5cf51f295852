using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>A photodiode in the light of a laser, which reads its current as well.</summary>
public sealed class Photodiode : SamplePart
{
    /// <summary>The key of its responsivity, A/W.</summary>
    public const string Responsivity = "responsivity";

    private readonly double amperesPerWatt;
    private double watts;

    /// <summary>Puts one on a stage, in the dark.</summary>
    public Photodiode(PartDefinition part)
    {
        ArgumentNullException.ThrowIfNull(part);
        amperesPerWatt = part.Values.Get<double>(Responsivity);
    }

    /// <summary>Its port.</summary>
    public static SamplePort Port { get; } = new("light");

    /// <summary>The kind as bench files know it: <c>sample.photodiodes</c>.</summary>
    public static PartDescription Description { get; } = new(
        new PartSchema("photodiodes", "photodiode", [Port])
        {
            Summary = "A photodiode in the light of a laser.",
            Keys = [SettingKey.Number(Responsivity, 0.5, 0, 10, "Current for each watt of light, amperes per watt.")],
            Limits = [PartSchema.Limit<Power>(
                "light", "light", "The most power of the light.", sources => sources.Largest(Port, "power"))],
        },
        (_, part) => new Photodiode(part));

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal) => watts = signal is Light light ? light.Power.Watts : watts;

    /// <inheritdoc/>
    public override double Sense(WiringDefinition at, Sensed what, Duration interval) =>
        what == Sensed.Current ? amperesPerWatt * watts : 0;
}
