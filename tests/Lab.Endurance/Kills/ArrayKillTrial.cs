using System.Globalization;
using Lab.Runs.Records;

namespace Lab.Endurance.Kills;

/// <summary>Kills a process that records points with arrays, at random points, until it has recorded all of them: no acknowledged
/// point may be lost, and the record must be that of an unbroken process to the last byte.</summary>
public static class ArrayKillTrial
{
    private const int DefaultKills = 200;
    private const int Points = 400;
    private const int PointsBetweenKills = 40;
    private const string RecordOption = "--record";

    private static readonly Column Level = new("level", "V", "A number.");
    private static readonly Column Words =
        new("words", "V", "4 kB.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Int16, 1e-3) };
    private static readonly Column Doubles = new("doubles", "V", "40 kB.", ColumnKind.Array);
    private static readonly Column Few =
        new("few", "V", "In the row.", ColumnKind.Array) { Form = new ArrayForm(ElementType.Float32) };
    private static readonly Column[] Columns = [Level, Words, Doubles, Few];

    /// <summary>The trial as the program knows it.</summary>
    public static Trial Description { get; } = new(
        "array-kills",
        "[--kills N]",
        "Kills a process that records arrays, and compares its record with an unbroken one.",
        RunAsync);

    /// <summary>Carries the trial out.</summary>
    /// <param name="folder">For all files; has to exist.</param>
    /// <param name="kills">How many times a process is killed, at least.</param>
    /// <param name="seed">Chooses the points at which it is.</param>
    /// <returns>How many kills there were, how many left bytes without a row, and what was wrong.</returns>
    public static async Task<(int Kills, int Torn, IReadOnlyList<string> Faults)> CarryOutAsync(
        string folder, int kills, int seed)
    {
        string unbroken = Path.Combine(folder, "unbroken");
        Record(unbroken, _ => { });
        byte[] expected = await File.ReadAllBytesAsync(Path.Combine(unbroken, ArrayFile.FileName)).ConfigureAwait(false);
        var random = new Random(seed);
        List<string> faults = [];
        (int done, int torn) = (0, 0);
        for (int record = 0; done < kills; record++)
        {
            string broken = Path.Combine(folder, $"record{record}");
            while (StoredIn(broken) is var stored && stored < Points)
            {
                await using LabRun run = LabRun.StartProgram(
                    "dotnet",
                    Path.Combine(AppContext.BaseDirectory, "Lab.Endurance.dll"),
                    Description.Name,
                    RecordOption,
                    broken);
                // The process goes on until the signal comes.
                string end = Line(Math.Min(stored + random.Next(0, PointsBetweenKills), Points - 1));
                bool isThere = await run.WaitForAsync(line => line == end).ConfigureAwait(false) is not null;
                run.Signal("KILL");
                await run.ExitAsync().ConfigureAwait(false);
                if (!isThere)
                {
                    return (done, torn, [.. faults, $"the process ended by itself: {string.Join(" | ", run.Lines)}"]);
                }

                int reported = run.Lines.Count(line => line.StartsWith("point ", StringComparison.Ordinal)) + FirstOf(run);
                done++;
                torn += Look(broken, reported, faults);
            }

            if (!(await File.ReadAllBytesAsync(Path.Combine(broken, ArrayFile.FileName)).ConfigureAwait(false)).AsSpan()
                .SequenceEqual(expected))
            {
                faults.Add($"record {record}: {ArrayFile.FileName} is another than that of an unbroken process");
            }
        }

        return (done, torn, faults);
    }

    private static async Task<int> RunAsync(string[] words)
    {
        if (words is [RecordOption, var into])
        {
            Record(into, Console.WriteLine);
            return 0;
        }

        int kills = words is ["--kills", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultKills;
        string folder = Directory.CreateTempSubdirectory("lab-array-kills-").FullName;
        try
        {
            (int done, int torn, IReadOnlyList<string> faults) = await CarryOutAsync(
                folder, kills, seed: 2031).ConfigureAwait(false);
            await Console.Out.WriteLineAsync(
                "| kills of a process that records arrays | left bytes without a row | faults |").ConfigureAwait(false);
            await Console.Out.WriteLineAsync("| --- | --- | --- |").ConfigureAwait(false);
            await Console.Out.WriteLineAsync($"| {done} | {torn} | {faults.Count} |").ConfigureAwait(false);
            foreach (string fault in faults)
            {
                await Console.Out.WriteLineAsync(fault).ConfigureAwait(false);
            }

            return faults.Count == 0 ? 0 : 1;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static int StoredIn(string folder) =>
        File.Exists(Path.Combine(folder, PointStore.FileName)) && RecordedPoints.ReadColumns(folder).Count > 0
            ? RecordedPoints.Read(folder).Count
            : 0;

    private static string Line(int point) => string.Create(CultureInfo.InvariantCulture, $"point {point}");

    private static int FirstOf(LabRun run) =>
        int.Parse(
            run.Lines.First(line => line.StartsWith("from ", StringComparison.Ordinal))["from ".Length..],
            CultureInfo.InvariantCulture);

    // Goes on with a record, or begins it, and says after each point that it is recorded.
    private static void Record(string folder, Action<string> tell)
    {
        Directory.CreateDirectory(folder);
        bool isNew = !File.Exists(Path.Combine(folder, PointStore.FileName)) || RecordedPoints.ReadColumns(folder).Count == 0;
        using PointStore store = isNew ? PointStore.Create(folder, Columns) : PointStore.Continue(folder, Columns);
        if (!isNew && store.DropLost() is { } lost)
        {
            throw new InvalidOperationException(lost);
        }

        int first = (int)store.Stored.Count();
        tell(string.Create(CultureInfo.InvariantCulture, $"from {first}"));
        var row = new Row(Columns);
        for (int point = first; point < Points; point++)
        {
            row.Set(Level, point);
            row.SetElements(Words, (short[])[.. Enumerable.Range(0, 2000).Select(i => (short)(point + i))]);
            row.Set(Doubles, [.. Enumerable.Range(0, 5000).Select(i => point + (0.001 * i))]);
            row.SetElements(Few, (float[])[.. Enumerable.Range(0, 20).Select(i => point * 0.5f)]);
            store.Append(point, point, row);
            tell(Line(point));
        }
    }

    /// <summary>Looks at the record of a process that was killed.</summary>
    /// <returns>1 where the file of arrays has more bytes than rows name.</returns>
    private static int Look(string folder, int reported, List<string> faults)
    {
        IRunData data = RecordedPoints.Read(folder);
        if (data.Count < reported || data.Warnings.Count > 0)
        {
            faults.Add($"{reported} points were reported and {data.Count} are recorded. {string.Join(' ', data.Warnings)}");
        }

        var values = new double[5000];
        long named = 0;
        for (int point = 0; point < data.Count; point++)
        {
            bool isSame = data.ReadArray(Words.Name, point, values) == 2000 && values[1999] == 1e-3 * (short)(point + 1999)
                && data.ReadArray(Doubles.Name, point, values) == 5000 && values[4999] == point + (0.001 * 4999)
                && data.ReadArray(Few.Name, point, values) == 20 && values[19] == point * 0.5;
            if (!isSame)
            {
                faults.Add($"point {point} has other arrays");
            }

            named += (2000 * sizeof(short)) + (5000 * sizeof(double));
        }

        return new FileInfo(Path.Combine(folder, ArrayFile.FileName)).Length > named ? 1 : 0;
    }
}
