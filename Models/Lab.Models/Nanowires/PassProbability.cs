using Lab.Quantities;

namespace Lab.Models.Nanowires;

/// <summary>The probability that a domain wall, injected while a field is on, passes the notch of a nanowire: a logistic function
/// with a floor, f(h) = d + (1 − d)/(1 + exp(−Δ(h − h₀))) (Ellis 2023, Eq. 9).</summary>
/// <remarks>Immutable and safe to share between threads. The defaults are the fit of the published wire.</remarks>
public sealed record PassProbability
{
    /// <summary>The field h₀ at the middle of the slope.</summary>
    public MagneticField Centre { get; init; } = MagneticField.FromTesla(4.63e-3);

    /// <summary>The slope Δ, 1/T; positive.</summary>
    public double SlopePerTesla { get; init; } = 2730;

    /// <summary>The floor d, which a wall passes with at any low field; 0 or more and below 1.</summary>
    public double Floor { get; init; } = 0.0219;

    /// <summary>The probability at a field.</summary>
    /// <param name="field">The propagation field: the field when the wall is injected.</param>
    public double At(MagneticField field) => Floor + ((1 - Floor) * LogisticAt(field));

    /// <summary>df/dh at a field, 1/T.</summary>
    /// <param name="field">The propagation field.</param>
    public double SlopeAt(MagneticField field)
    {
        double logistic = LogisticAt(field);
        return (1 - Floor) * SlopePerTesla * logistic * (1 - logistic);
    }

    /// <summary>How the probability at a field changes with the law's parameters.</summary>
    /// <param name="field">The propagation field.</param>
    /// <returns>∂f/∂h₀ in 1/T, ∂f/∂Δ in T, and ∂f/∂d.</returns>
    public (double ByCentre, double BySlope, double ByFloor) GradientAt(MagneticField field)
    {
        double logistic = LogisticAt(field);
        double rise = (1 - Floor) * logistic * (1 - logistic);
        return (-SlopePerTesla * rise, (field - Centre).Tesla * rise, 1 - logistic);
    }

    /// <summary>The field at which a wall passes with a probability.</summary>
    /// <param name="probability">The probability; above the floor and below 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No field gives it.</exception>
    public MagneticField FieldOf(double probability)
    {
        if (!(probability > Floor && probability < 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(probability), $"The probability is {probability}; it has to lie between the floor {Floor} and 1.");
        }

        double logistic = (probability - Floor) / (1 - Floor);
        return Centre + MagneticField.FromTesla(Math.Log(logistic / (1 - logistic)) / SlopePerTesla);
    }

    /// <summary>Says a parameter that lies outside its range; <see langword="null"/> where all is well.</summary>
    public string? FindFault()
    {
        if (!double.IsFinite(Centre.Tesla))
        {
            return $"The centre is {Centre}; it has to be finite.";
        }

        if (!(SlopePerTesla > 0 && double.IsFinite(SlopePerTesla)))
        {
            return $"The slope is {SlopePerTesla} 1/T; it has to be positive and finite.";
        }

        return Floor is >= 0 and < 1 ? null : $"The floor is {Floor}; it has to be 0 or more and below 1.";
    }

    private double LogisticAt(MagneticField field) => 1 / (1 + Math.Exp(-SlopePerTesla * (field - Centre).Tesla));
}
