using System.Globalization;

namespace Lab.Endurance.Kills;

/// <summary>Whether what the twins were told keeps the order of the safe state and the rate of the magnet.</summary>
internal static class SafeOrder
{
    /// <summary>The rate of the supply in the bench file, A/s.</summary>
    private const double AmperesPerSecond = 0.5;

    /// <summary>The longest step of a ramp, s: its current may be set at the step's beginning.</summary>
    private const double StepSeconds = 0.2;

    /// <summary>The first thing that is out of order, in words; <see langword="null"/> where all is in order.</summary>
    /// <param name="messages">From the start of the run to its safe state.</param>
    public static string? FindFault(IReadOnlyList<ServedBench.Message> messages)
    {
        int rf = LastOf(messages, "rf", ":OUTP 0", 0);
        if (rf < 0)
        {
            return "rf was never switched off";
        }

        int previous = rf;
        foreach (string source in (string[])["smu", "line"])
        {
            int off = LastOf(messages, source, ":OUTP 0", rf);
            if (off >= 0 && off < previous)
            {
                return $"{source} was switched off out of order";
            }

            previous = Math.Max(previous, off);
        }

        for (int i = rf; i < previous; i++)
        {
            if (messages[i].Instrument == "supply" && messages[i].Text.StartsWith(":CURR ", StringComparison.Ordinal))
            {
                return "the magnet moved before the sources were off";
            }
        }

        return FindJump(messages);
    }

    private static string? FindJump(IReadOnlyList<ServedBench.Message> messages)
    {
        (double Seconds, double Amperes)? last = null;
        foreach (ServedBench.Message message in messages.Where(message => message.Instrument == "supply"
            && message.Text.StartsWith(":CURR ", StringComparison.Ordinal)))
        {
            double amperes = double.Parse(message.Text[6..].Split(';')[0], CultureInfo.InvariantCulture);
            if (last is { } before && message.BenchSeconds >= before.Seconds
                && Math.Abs(amperes - before.Amperes) > AmperesPerSecond * (message.BenchSeconds - before.Seconds + StepSeconds))
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"the magnet's current jumped from {before.Amperes:0.000} A to {amperes:0.000} A within "
                        + $"{message.BenchSeconds - before.Seconds:0.000} s");
            }

            last = (message.BenchSeconds, amperes);
        }

        return null;
    }

    private static int LastOf(IReadOnlyList<ServedBench.Message> messages, string instrument, string command, int from)
    {
        for (int i = messages.Count - 1; i >= from; i--)
        {
            if (messages[i].Instrument == instrument && messages[i].Text.StartsWith(command, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }
}
