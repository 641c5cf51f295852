using System.Globalization;

namespace Lab.Calibration;

/// <summary>A measured number and how well it is known.</summary>
/// <param name="Value">The best value, in the unit that its owner names.</param>
/// <param name="StandardUncertainty">One standard deviation, in the same unit.</param>
public readonly record struct Estimate(double Value, double StandardUncertainty)
{
    /// <summary>A number that the data do not tell: NaN with an uncertainty of NaN.</summary>
    public static Estimate Unknown { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether the data tell the number.</summary>
    public bool IsKnown => double.IsFinite(Value);

    /// <summary>The number and its uncertainty, <c>3.46 ± 0.02</c>, the uncertainty with two digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Value:G7} ± {StandardUncertainty:G2}");
}
