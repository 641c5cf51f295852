using Lab.Benches;
using Lab.Protocols.Terminals;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Monitors;

/// <summary>All that is known of a monitor before its first reading.</summary>
internal sealed class MonitorPlan
{
    /// <summary>Makes the plan of some settings for a bench.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="SettingsException">A setting is wrong, or names what the bench does not have.</exception>
    public MonitorPlan(MonitorSettings settings, BenchDefinition bench)
    {
        Interval = settings.Interval;
        IsOpenEnded = settings.Count is null && settings.Duration is null;
        PointCount = CountOf(settings);
        var terminals = new BenchTerminals(bench.Instruments);
        Held = HeldChannels.Read("hold", settings.Hold, bench, terminals, settings.OperatingPoint, []).All;
        Set = [.. Held.Select(point => point.Channel)];
        var columns = new TerminalColumns();
        Reads = ReadPlan.Of(
            new ReadRequest(settings.Read, settings.Derived, settings.Averages, settings.Samples), terminals, columns, Set);
        Outputs = OutputPlan.Of(Set, terminals, columns);
        Columns = columns.All;
    }

    /// <summary>Time from one reading to the next.</summary>
    public Duration Interval { get; }

    /// <summary>Whether it goes on until it is stopped.</summary>
    public bool IsOpenEnded { get; }

    /// <summary>How many readings it takes at most.</summary>
    public int PointCount { get; }

    /// <summary>The set-points that stay.</summary>
    public IReadOnlyList<OperatingSetPoint> Held { get; }

    /// <summary>Their channels.</summary>
    public IReadOnlyList<NamedChannel> Set { get; }

    /// <summary>The plan of the readings.</summary>
    public ReadPlan Reads { get; }

    /// <summary>The outputs that are switched on.</summary>
    public OutputPlan Outputs { get; }

    /// <summary>All columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Notes for the reader of the plan.</summary>
    public IReadOnlyList<string> Notes =>
    [
        IsOpenEnded
            ? $"A reading every {Interval} until it is stopped, with Ctrl-C; {PointCount} at most."
            : $"{PointCount} readings, one every {Interval}.",
        .. Held.Select(point => $"{point} is held."),
        .. Outputs.Notes,
    ];

    private static int CountOf(MonitorSettings settings)
    {
        if (!(settings.Interval.Seconds > 0))
        {
            throw new SettingsException($"The setting 'interval' is {settings.Interval}; it is above zero, such as 1 s.");
        }

        if (settings is { Count: not null, Duration: not null })
        {
            throw new SettingsException("The settings 'count' and 'duration' both say when it ends; give one of them.");
        }

        if (settings.Duration is { Seconds: var seconds } && !(seconds >= 0))
        {
            throw new SettingsException($"The setting 'duration' is {settings.Duration}; it cannot be negative.");
        }

        // The last reading of 10 s at an interval of 0.1 s is the 101st, though the quotient is 99.99999 in binary.
        const double tolerance = 1e-9;
        double count = settings.Count ?? (settings.Duration is { } duration
            ? Math.Floor((duration.Seconds / settings.Interval.Seconds) + tolerance) + 1
            : SettingsBinder.MaximumPoints);
        return count is >= 1 and <= SettingsBinder.MaximumPoints
            ? (int)count
            : throw new SettingsException(
                $"The settings ask for {count:0} readings; a run has 1 to {SettingsBinder.MaximumPoints}. Take another count, "
                    + "duration or interval.");
    }
}
