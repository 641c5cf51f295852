using Lab.Models.Randomness;
using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>A magnetic nanowire with a notch half-way: a current pulse through a line over its end injects a domain wall, which a
/// field along the wire drives to the notch; the wall passes by chance, or is pinned until a higher field frees it (Ellis
/// 2023).</summary>
/// <remarks>The defaults are the published wire of permalloy, 400 nm wide and 54 nm thick; what the paper does not tell is marked
/// as an assumption. Immutable and safe to share between threads; <see cref="NanowireState"/> is the wire in motion.</remarks>
public sealed record NotchedNanowire
{
    /// <summary>The probability that a wall passes the notch.</summary>
    public PassProbability PassProbability { get; init; } = new();

    /// <summary>The structures in which walls are pinned [assumption: at 2 T/s they are freed at 6.9, 7.9 and 8.8 mT].</summary>
    public IReadOnlyList<WallStructure> Structures { get; init; } =
    [
        new(0.5, MagneticField.FromTesla(8.2e-3), 150),
        new(0.35, MagneticField.FromTesla(9.2e-3), 180),
        new(0.15, MagneticField.FromTesla(10.1e-3), 200),
    ];

    /// <summary>The mean field that reverses the wire without a wall being injected.</summary>
    public MagneticField NucleationField { get; init; } = MagneticField.FromTesla(10.74e-3);

    /// <summary>Standard deviation of that field from reversal to reversal.</summary>
    public MagneticField NucleationSpread { get; init; } = MagneticField.FromTesla(0.07e-3);

    /// <summary>The field above which a wall moves in the plain wire [assumption].</summary>
    public MagneticField PropagationThreshold { get; init; } = MagneticField.FromTesla(0.5e-3);

    /// <summary>The mean current that injects a wall [assumption: 0.7 of the published 30 V in 290 Ω].</summary>
    public Current InjectionCurrent { get; init; } = Current.FromAmperes(0.072);

    /// <summary>Standard deviation of that current from pulse to pulse [assumption].</summary>
    public Current InjectionSpread { get; init; } = Current.FromAmperes(0.004);

    /// <summary>One wire of many.</summary>
    /// <param name="spread">How far they differ.</param>
    /// <param name="random">The wire's own stream of random numbers.</param>
    public NotchedNanowire Draw(NanowireSpread spread, RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(spread);
        ArgumentNullException.ThrowIfNull(random);
        MagneticField shift = spread.Centre * random.NextGaussian();
        double slope = PassProbability.SlopePerTesla * Math.Exp(spread.SlopeRatio * random.NextGaussian());
        double floor = Math.Min(0.5, PassProbability.Floor * Math.Exp(spread.FloorRatio * random.NextGaussian()));
        return this with
        {
            PassProbability = new PassProbability
            {
                Centre = PassProbability.Centre + shift,
                SlopePerTesla = slope,
                Floor = floor,
            },
            Structures = [.. Structures.Select(held => held with { IntrinsicField = held.IntrinsicField + shift })],
            NucleationField = NucleationField + (spread.Nucleation * random.NextGaussian()),
            InjectionCurrent = InjectionCurrent * Math.Exp(spread.InjectionRatio * random.NextGaussian()),
        };
    }

    /// <summary>Says a parameter that lies outside its range; <see langword="null"/> where all is well.</summary>
    public string? FindFault()
    {
        if (PassProbability.FindFault() is { } fault)
        {
            return $"Pass probability: {fault}";
        }

        if (Structures.Count == 0 || !(Math.Abs(Structures.Sum(structure => structure.Share) - 1) < 1e-6)
            || Structures.Any(held => !(held.Share >= 0 && held.IntrinsicField.Tesla > 0 && held.Stability > 0)))
        {
            return "The structures of pinned walls need shares that sum to 1, positive fields and positive stabilities.";
        }

        return NucleationField.Tesla > 0 && NucleationSpread.Tesla >= 0 && PropagationThreshold.Tesla >= 0
            && InjectionCurrent.Amperes > 0 && InjectionSpread.Amperes >= 0
            ? null
            : "Nucleation field and injection current have to be positive, their spreads and the propagation threshold 0 "
                + "or more.";
    }
}
