using Lab.Quantities;

namespace Lab.Instruments.DeltaMeters;

/// <summary>A bias that goes through its values in steps of one size.</summary>
/// <param name="From">The first bias.</param>
/// <param name="To">The bias at which it ends, as far as a whole number of steps comes.</param>
/// <param name="Step">The size of a step, above zero.</param>
/// <param name="Change">By how much the current changes to either side of the bias, above zero.</param>
public sealed record BiasSweep(Current From, Current To, Current Step, Current Change)
{
    /// <summary>A quotient that is this near to a whole number is one.</summary>
    private const double Rounding = 1e-6;

    /// <summary>How many biases there are; one where both ends are the same.</summary>
    public int Count => 1 + (int)Math.Floor((Math.Abs((To - From).Amperes) / Step.Amperes) + Rounding);

    /// <summary>The biases, A, shape [point].</summary>
    public double[] BiasesAmperes() => [.. Enumerable.Range(0, Count).Select(BiasAmperes)];

    /// <summary>The currents that the source goes through, A: one step beyond both ends, and the change up and down in
    /// turn.</summary>
    public double[] CurrentsAmperes() =>
        [.. Enumerable.Range(0, Count + 2).Select(i => BiasAmperes(i - 1) + (i % 2 == 0 ? Change : -Change).Amperes)];

    private double BiasAmperes(int point) =>
        From.Amperes + (point * Math.CopySign(Step.Amperes, (To - From).Amperes));
}
