namespace Lab.Calibration.WeightTunings;

/// <summary>Where a weight is zero.</summary>
/// <param name="Current">The current, A; unknown where it is not determined.</param>
/// <param name="Slope">Slope of the weight against the current there, V/W/A; unknown where it is not determined.</param>
/// <param name="Reason">Why it is not determined, in words that follow "not determined: "; empty where it is.</param>
public sealed record WeightZero(Estimate Current, Estimate Slope, string Reason)
{
    /// <summary>Change of the current with the logarithm of all powers, A: a junction whose resonance moves with power has its
    /// zero elsewhere at other powers, and so at those that were set if the loss is not what it is taken for.</summary>
    public double CurrentPerLogPower { get; init; }

    /// <summary>Change of the slope with the logarithm of all powers, V/W/A.</summary>
    public double SlopePerLogPower { get; init; }

    /// <summary>Whether the current is determined.</summary>
    public bool IsDetermined => Reason.Length == 0;

    /// <summary>A zero that is not determined.</summary>
    internal static WeightZero NotDetermined(string reason) => new(Estimate.Unknown, Estimate.Unknown, reason);
}
