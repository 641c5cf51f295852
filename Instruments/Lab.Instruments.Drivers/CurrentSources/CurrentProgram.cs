using System.Globalization;
using Lab.Benches.Safety;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.Drivers.CurrentSources;

/// <summary>The common part of the programs of current sources, before they are put into an instrument's words.</summary>
internal static class CurrentProgram
{
    /// <summary>The program as the gate sees it.</summary>
    /// <param name="instrument">The instrument, for messages.</param>
    /// <param name="currents">The currents.</param>
    /// <param name="most">The most of them.</param>
    /// <param name="interval">Time from one to the next.</param>
    /// <param name="allowed">The intervals that the instrument has, s.</param>
    /// <exception cref="InstrumentException">There are none or too many currents,
    /// or the interval is outside the instrument's range.</exception>
    public static SetPointProgram Of(
        string instrument, IReadOnlyList<Current> currents, int most, Duration interval, (double From, double To) allowed)
    {
        ArgumentNullException.ThrowIfNull(currents);
        if (currents.Count < 1 || currents.Count > most || !(interval.Seconds >= allowed.From && interval.Seconds <= allowed.To))
        {
            throw new InstrumentException(
                InstrumentFault.Limit,
                $"{currents.Count} currents every {interval} are no program of this source",
                $"{instrument}, program",
                $"Nothing was sent. It holds 1 to {most} currents every {Duration.FromSeconds(allowed.From)} to "
                    + $"{Duration.FromSeconds(allowed.To)}.");
        }

        return new SetPointProgram(Channels.Current, [.. currents.Select(current => current.Amperes)], interval.Seconds);
    }

    /// <summary>A number of a message.</summary>
    public static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
