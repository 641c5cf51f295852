using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Studies.Reservoirs;

/// <summary>Refuses settings of reservoirs that are out of their range.</summary>
internal static class ReservoirBounds
{
    // Rates that steps of 1 ns follow.
    private static readonly Frequency MostRate = Frequency.FromMegahertz(100);

    /// <summary>Refuses a count out of its range.</summary>
    /// <param name="setting">Its setting.</param>
    /// <param name="value">The count.</param>
    /// <param name="least">The least one.</param>
    /// <param name="most">The largest one.</param>
    /// <exception cref="SettingsException">It is out of the range.</exception>
    public static void RequireCount(string setting, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            throw new SettingsException($"The setting '{setting}' is {value}; it has to be {least} to {most}.");
        }
    }

    /// <summary>Refuses a rate that the motion of the model does not follow.</summary>
    /// <param name="setting">Its setting.</param>
    /// <param name="rate">The rate.</param>
    /// <param name="isZeroAllowed">Whether it may be zero.</param>
    /// <exception cref="SettingsException">It is out of the range.</exception>
    public static void RequireRate(string setting, Frequency rate, bool isZeroAllowed)
    {
        if (!(rate.Hertz >= 0 && rate <= MostRate) || (rate.Hertz == 0 && !isZeroAllowed))
        {
            throw new SettingsException(
                $"The setting '{setting}' is {rate}; it has to be {(isZeroAllowed ? "0" : "above 0")} to {MostRate}, which the "
                    + "model's steps of 1 ns follow.");
        }
    }
}
