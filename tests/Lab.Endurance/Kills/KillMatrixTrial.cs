using System.Globalization;

namespace Lab.Endurance.Kills;

/// <summary>The kill matrix as a trial: every way a run can end, with counts.</summary>
public static class KillMatrixTrial
{
    private const int DefaultKills = 200;

    /// <summary>On a machine that has nothing else to do.</summary>
    private const double SafeWithinSeconds = 2;

    /// <summary>The trial as the program knows it.</summary>
    public static Trial Trial { get; } = new(
        "kill-matrix",
        $"[--kills N] [--workers N] {TwinForm.Usage}",
        "Ends runs over twins of another process in every way, and looks at the twins, the record and the resumed run.",
        RunAsync);

    /// <summary>Carries the matrix out.</summary>
    /// <param name="folder">For all files; has to exist.</param>
    /// <param name="kills">How many runs are killed; each other kind of end is tried a twentieth as often,
    /// and at least once.</param>
    /// <param name="workers">How many benches are served at a time.</param>
    /// <param name="safeWithinSeconds">The time in which a bench has to be safe.</param>
    /// <param name="isPatient">Whether ends are tried as well for which the run itself waits half a minute.</param>
    /// <param name="isRough">Whether the twins have the manners of real instruments.</param>
    public static async Task<IReadOnlyList<MatrixRow>> CarryOutAsync(
        string folder, int kills, int workers, double safeWithinSeconds, bool isPatient, bool isRough = false)
    {
        int others = Math.Max(1, kills / 20);
        var rows = new
        {
            Kill = new MatrixRow("SIGKILL"),
            Wall = new MatrixRow("SIGKILL, twins on the wall's clock"),
            Crash = new MatrixRow("ended by the system at a limit (SIGXCPU)"),
            Terminate = new MatrixRow("SIGTERM"),
            Interrupt = new MatrixRow("Ctrl-C (SIGINT to run and watchdog)"),
            Hang = new MatrixRow("run hangs (SIGSTOP; hang time 2 s)"),
            Watchdog = new MatrixRow("watchdog killed"),
            Bug = new MatrixRow("exception in the protocol"),
            Disk = new MatrixRow("disk full"),
            Meter = new MatrixRow("voltmeter hangs"),
            Line = new MatrixRow("field line's source hangs"),
        };
        int left = kills;
        await Task.WhenAll(Enumerable.Range(0, workers).Select(async worker =>
        {
            string own = Directory.CreateDirectory(Path.Combine(folder, $"worker{worker}")).FullName;
            await using KillMatrix matrix = await KillMatrix.OpenAsync(own, seed: 2027 + worker, safeWithinSeconds, isRough)
                .ConfigureAwait(false);
            if (worker == 0)
            {
                await matrix.KillAsync(rows.Crash, others, "XCPU").ConfigureAwait(false);
                await matrix.SignalAsync(rows.Terminate, others, "TERM").ConfigureAwait(false);
                await matrix.SignalGroupAsync(rows.Interrupt, others, "INT").ConfigureAwait(false);
                await matrix.HangAsync(rows.Hang, others).ConfigureAwait(false);
                await matrix.KillWatchdogAsync(rows.Watchdog, others).ConfigureAwait(false);
            }

            if (worker == workers - 1)
            {
                await matrix.FailInProtocolAsync(rows.Bug, others).ConfigureAwait(false);
                await matrix.FillDiskAsync(rows.Disk, others).ConfigureAwait(false);
                await matrix.HangInstrumentAsync(rows.Line, 1, "line").ConfigureAwait(false);
                if (isPatient)
                {
                    await matrix.HangInstrumentAsync(rows.Meter, 1, "voltmeter").ConfigureAwait(false);
                }
            }

            while (Interlocked.Decrement(ref left) >= 0)
            {
                await matrix.KillAsync(rows.Kill, 1).ConfigureAwait(false);
            }
        })).ConfigureAwait(false);
        await using KillMatrix wall = await KillMatrix.OpenOnWallClockAsync(folder, seed: 2029, safeWithinSeconds, isRough)
            .ConfigureAwait(false);
        await wall.KillAsync(rows.Wall, others).ConfigureAwait(false);
        return [
            rows.Kill,
            rows.Wall,
            rows.Crash,
            rows.Terminate,
            rows.Interrupt,
            rows.Hang,
            rows.Watchdog,
            rows.Bug,
            rows.Disk,
            rows.Line,
            .. isPatient ? [rows.Meter] : Array.Empty<MatrixRow>()
        ];
    }

    private static async Task<int> RunAsync(string[] all)
    {
        (bool isRough, string[] words) = TwinForm.Take(all);
        int kills = Option(words, "--kills", DefaultKills);
        int workers = Option(words, "--workers", 2);
        string folder = Directory.CreateTempSubdirectory("lab-kill-matrix-").FullName;
        long began = TimeProvider.System.GetTimestamp();
        IReadOnlyList<MatrixRow> rows = await CarryOutAsync(
            folder, kills, workers, SafeWithinSeconds, isPatient: true, isRough).ConfigureAwait(false);
        await Console.Out.WriteLineAsync(
            "| how the run ended | times | too late | safe in time, in order, nothing lost | resumed to the same record | "
                + "longest time to safe |").ConfigureAwait(
                false);
        await Console.Out.WriteLineAsync("| --- | --- | --- | --- | --- | --- |").ConfigureAwait(false);
        foreach (MatrixRow row in rows)
        {
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"| {row.End} | {row.Count} | {row.TooLate} | {row.Held} | {row.Resumed} | {row.WorstSeconds:0.00} s |"))
                .ConfigureAwait(false);
        }

        await Console.Out.WriteLineAsync(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Took {TimeProvider.System.GetElapsedTime(began).TotalSeconds:0} s.")).ConfigureAwait(false);
        foreach (string fault in rows.SelectMany(row => row.Faults.Select(fault => $"{row.End}: {fault}")))
        {
            await Console.Error.WriteLineAsync(fault).ConfigureAwait(false);
        }

        bool held = rows.All(row => row.Faults.Count == 0);
        if (held)
        {
            Directory.Delete(folder, recursive: true);
        }

        return held ? 0 : 1;
    }

    private static int Option(string[] words, string name, int byDefault)
    {
        int at = Array.IndexOf(words, name);
        return at >= 0 && at + 1 < words.Length ? int.Parse(words[at + 1], CultureInfo.InvariantCulture) : byDefault;
    }
}
