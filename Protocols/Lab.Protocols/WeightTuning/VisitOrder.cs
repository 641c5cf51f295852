using Lab.Quantities;

namespace Lab.Protocols.WeightTuning;

/// <summary>The order in which the currents of a sweep are visited: every second one upwards,
/// and the others downwards.</summary>
/// <remarks>Visited one after the other, a resonance that drifts with time, or lags behind the field of the line, looks like one
/// that the current moves. In this order it scatters about the law of tuning, which the analysis sees.</remarks>
internal static class VisitOrder
{
    /// <summary>The currents in the order of their visits.</summary>
    /// <param name="currents">The currents of the settings; those that neither rise nor fall throughout keep the order in which
    /// they were written.</param>
    public static Current[] Of(Sweep<Current> currents)
    {
        Current[] written = [.. currents];
        bool isOneWay = IsRising(written) || IsRising([.. written.Reverse()]);
        return isOneWay
            ? [.. written.Where((_, index) => index % 2 == 0), .. written.Where((_, index) => index % 2 == 1).Reverse()]
            : written;
    }

    private static bool IsRising(Current[] currents) =>
        currents.Zip(currents.Skip(1)).All(pair => pair.First.Amperes < pair.Second.Amperes);
}
