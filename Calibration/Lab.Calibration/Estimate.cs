using System.Globalization;

namespace Lab.Calibration;

/// <summary>A measured number and how well it is known.</summary>
/// <param name="Value">The best value, in the unit that its owner names.</param>
/// <param name="StandardUncertainty">One standard deviation, in the same unit.</param>
public readonly record struct Estimate(double Value, double StandardUncertainty)
{
    /// <summary>Smaller numbers are written with an exponent.</summary>
    private const int MostPlaces = 6;

    /// <summary>A number that the data do not tell: NaN with an uncertainty of NaN.</summary>
    public static Estimate Unknown { get; } = new(double.NaN, double.NaN);

    /// <summary>Whether the data tell the number.</summary>
    public bool IsKnown => double.IsFinite(Value);

    /// <summary>The number and its uncertainty, <c>3.460 ± 0.021</c>: the uncertainty with two digits, the number with as many
    /// places.</summary>
    public override string ToString()
    {
        int places = StandardUncertainty > 0 && double.IsFinite(StandardUncertainty)
            ? 1 - (int)Math.Floor(Math.Log10(StandardUncertainty))
            : -1;
        string value = Value.ToString(places is >= 0 and <= MostPlaces ? $"F{places}" : "G7", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture, $"{value} ± {StandardUncertainty:G2}");
    }
}
