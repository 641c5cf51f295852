using System.Globalization;

namespace Lab.Instruments.Blocks;

/// <summary>Rates of samples in words.</summary>
public static class SampleRate
{
    /// <summary>A rate with its unit: <c>1.2 GSa/s</c>.</summary>
    /// <param name="samplesPerSecond">The rate, samples per second.</param>
    public static string Show(double samplesPerSecond)
    {
        (double unit, string prefix) = Math.Abs(samplesPerSecond) switch
        {
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e3 => (1e3, "k"),
            >= 1 => (1, string.Empty),
            _ => (1e-6, "µ"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{samplesPerSecond / unit:0.######} {prefix}Sa/s");
    }
}
