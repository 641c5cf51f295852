using Lab.Benches;
using Lab.Protocols.Terminals;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Protocols.Sweeps;

/// <summary>All that is known of a sweep before anything moves.</summary>
internal sealed class SweepPlan
{
    private readonly AxisTable table;

    /// <summary>Makes the plan of some settings for a bench.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="bench">The bench.</param>
    /// <exception cref="SettingsException">A setting is wrong, or names what the bench does not have.</exception>
    public SweepPlan(SweepSettings settings, BenchDefinition bench)
    {
        RequiredSetting.NotNegative("settle", settings.Settle);
        var terminals = new BenchTerminals(bench.Instruments);
        table = new AxisTable(settings.Table);
        Grid = new SweepGrid(new AxesReader(terminals, table, settings.Settle).Read(settings.Axes));
        NamedChannel[] moved = [.. Grid.Axes.Select(axis => axis.Channel)];
        Held = HeldChannels.Read("hold", settings.Hold, bench, terminals, settings.OperatingPoint, moved).All;
        Set = [.. moved, .. Held.Select(point => point.Channel)];
        var columns = new TerminalColumns();
        Axes = [.. moved.Select(channel => columns.Add(ColumnOf(channel)))];
        Directions =
        [
            .. Grid.Axes.Select((axis, i) => axis.HasDirection
                ? columns.Add(new Column(
                    $"{Axes[i].Name}_direction",
                    string.Empty,
                    $"1 where {axis.Channel.Name} rises, -1 where it falls.") { IsAxis = true })
                : null),
        ];
        Reads = ReadPlan.Of(
            new ReadRequest(settings.Read, settings.Derived, settings.Averages, settings.Samples), terminals, columns, Set);
        Outputs = OutputPlan.Of(Set, terminals, columns);
        Columns = columns.All;
    }

    /// <summary>The points.</summary>
    public SweepGrid Grid { get; }

    /// <summary>The set-points that stay.</summary>
    public IReadOnlyList<OperatingSetPoint> Held { get; }

    /// <summary>All channels that have a set-point: those of the axes, then those that are held.</summary>
    public IReadOnlyList<NamedChannel> Set { get; }

    /// <summary>The columns of the axes.</summary>
    public IReadOnlyList<Column> Axes { get; }

    /// <summary>The columns of the directions; <see langword="null"/> for an axis that is always passed alike.</summary>
    public IReadOnlyList<Column?> Directions { get; }

    /// <summary>The plan of the readings.</summary>
    public ReadPlan Reads { get; }

    /// <summary>The outputs that are switched on.</summary>
    public OutputPlan Outputs { get; }

    /// <summary>All columns.</summary>
    public IReadOnlyList<Column> Columns { get; }

    /// <summary>The data that were read of files.</summary>
    public IReadOnlyList<ReadData> Data => [.. table.Data];

    /// <summary>Notes for the reader of the plan.</summary>
    public IReadOnlyList<string> Notes =>
    [
        .. Grid.Axes.Select(Describe),
        .. Held.Select(point => $"{point} is held."),
        .. Outputs.Notes,
        .. Grid.Axes.Where(axis => axis.Remark is not null).Select(axis => $"{axis.Channel.Name}: {axis.Remark}"),
    ];

    private static Column ColumnOf(NamedChannel channel) =>
        new(TerminalColumns.NameOf(channel.Name), channel.Channel.Quantity.SiUnit, $"Set-point of {channel.Name}.")
        {
            IsAxis = true
        };

    private string Describe(SweepAxis axis, int index)
    {
        string turn = axis.IsThereAndBack ? ", up and down" : axis.IsSnake ? ", every other pass backwards" : string.Empty;
        string back = axis.Reset is { } wait
            ? $", back to its first value before a slower axis moves{(wait.Seconds > 0 ? $" ({wait})" : string.Empty)}"
            : string.Empty;
        return $"{axis.Channel.Name}{(index == 0 && Grid.Axes.Count > 1 ? ", the fastest axis" : string.Empty)}: {axis.Count} "
            + $"points from {axis.Channel.Channel.Show(axis.Values[0])} "
            + $"to {axis.Channel.Channel.Show(axis.Values[^1])}{turn}{back}; {axis.Settle} to settle.";
    }
}
