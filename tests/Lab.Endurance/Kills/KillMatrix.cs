using System.Diagnostics;
using System.Globalization;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Protocols;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Wires;
using Lab.Wires.Clocks;

namespace Lab.Endurance.Kills;

/// <summary>
/// Ends runs over the twins of another process in every way a run can end, at random moments, and looks at the twins afterwards:
/// RF off and currents at zero within a time, in the safe order, the magnet down at its rate, no acknowledged point lost,
/// and the resumed record equal to that of an unbroken run.
/// </summary>
public sealed class KillMatrix : IAsyncDisposable
{
    // 261 points, of which each takes about half a millisecond on twins, after a ramp of the magnet and of the field line.
    private static readonly string[] Settings =
    [
        "--seed", "5", "--set", "powers=2 uW", "--set", "frequencies=320..372 MHz step 0.2 MHz", "--set", "line_current=5 mA",
        "--set", "integration_cycles=1", "--set", "settle=1 ms",
    ];

    // A field that is reached in seconds, and points of 20 ms and more for longer than a trial looks at them: two minutes. A
    // rehearsal of many more would take longer than the trial.
    private static readonly string[] WallSettings =
    [
        .. Settings,
        "--set",
        "field=300 Oe",
        "--set",
        "frequencies=320..372 MHz step 0.01 MHz"
    ];

    /// <summary>Part of the time from an unbroken run's preparation to its analysis in which it is ended;
    /// by then the bench is safe.</summary>
    private const double LatestEnd = 0.8;

    /// <summary>Seconds of a run on the wall's clock in which it is ended: the ramps, and the first points.</summary>
    private const double WallRunSeconds = 6;

    private readonly string folder;
    private readonly ServedBench bench;
    private readonly Random random;
    private readonly double runSeconds;
    private readonly RunFolder? unbroken;
    private readonly string[] settings;
    private readonly double safeWithinSeconds;
    private int count;

    private KillMatrix(
        string folder, ServedBench bench, Random random, double runSeconds, RunFolder? unbroken, string[] settings,
        double safeWithinSeconds)
    {
        this.folder = folder;
        this.bench = bench;
        this.random = random;
        this.runSeconds = runSeconds;
        this.unbroken = unbroken;
        this.settings = settings;
        this.safeWithinSeconds = safeWithinSeconds;
    }

    /// <summary>Serves a bench and carries out the unbroken run to compare with.</summary>
    /// <param name="folder">For all files; has to exist.</param>
    /// <param name="seed">Chooses the moments.</param>
    /// <param name="safeWithinSeconds">The time in which a bench has to be safe.</param>
    /// <param name="isRough">Whether the twins have the manners of real instruments.</param>
    public static async Task<KillMatrix> OpenAsync(string folder, int seed, double safeWithinSeconds, bool isRough = false)
    {
        ServedBench bench = await ServedBench.StartAsync(folder, "virtual", "virtual", isRough).ConfigureAwait(false);
        string runs = Path.Combine(folder, "unbroken");
        await using var run = LabRun.Start(["run", "spin-diode", .. Settings, "--bench", bench.BenchFile, "--runs-dir", runs]);
        await run.WaitForAsync(IsPreparing).ConfigureAwait(false);
        long began = Stopwatch.GetTimestamp();
        await run.WaitForAsync(line => line.EndsWith("analysing", StringComparison.Ordinal)).ConfigureAwait(false);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        int exit = await run.ExitAsync().ConfigureAwait(false);
        return exit == 0
            ? new KillMatrix(
                folder, bench, new Random(seed), LatestEnd * seconds, RunFolder.List(runs)[0], Settings, safeWithinSeconds)
            : throw new InvalidOperationException($"The unbroken run failed: {string.Join(Environment.NewLine, run.Lines)}");
    }

    /// <summary>Serves a bench on the wall's clock, where ramps take their time;
    /// runs cannot be repeated to the bit there.</summary>
    /// <param name="folder">For all files; has to exist.</param>
    /// <param name="seed">Chooses the moments.</param>
    /// <param name="safeWithinSeconds">The time in which a bench has to be safe.</param>
    /// <param name="isRough">Whether the twins have the manners of real instruments.</param>
    public static async Task<KillMatrix> OpenOnWallClockAsync(
        string folder, int seed, double safeWithinSeconds, bool isRough = false) =>
        new(
            folder,
            await ServedBench.StartAsync(folder, "wall", "wall", isRough).ConfigureAwait(false),
            new Random(seed),
            WallRunSeconds,
            unbroken: null,
            WallSettings,
            safeWithinSeconds);

    /// <summary>Kills runs.</summary>
    public Task KillAsync(MatrixRow row, int times, string signal = "KILL") =>
        RepeatAsync(row, times, At(run => run.Signal(signal)), looksAtOnce: true);

    /// <summary>Ends runs by a signal to the run.</summary>
    public Task SignalAsync(MatrixRow row, int times, string signal) =>
        RepeatAsync(row, times, At(run => run.Signal(signal)));

    /// <summary>Ends runs by a signal to the run and its watchdog, as Ctrl-C on a terminal does.</summary>
    public Task SignalGroupAsync(MatrixRow row, int times, string signal) =>
        RepeatAsync(row, times, At(run => run.SignalGroup(signal)));

    /// <summary>Kills the watchdog instead of the run.</summary>
    public Task KillWatchdogAsync(MatrixRow row, int times) => RepeatAsync(row, times, At(run => run.SignalChildren("KILL")));

    /// <summary>Stops the run's process, so that it shows no sign of life any more;
    /// two seconds are its bench's hang time.</summary>
    public Task HangAsync(MatrixRow row, int times) => RepeatAsync(
        row,
        times,
        StopAsync,
        bench.WriteVariant("hang", ("bench: spin-diode", "bench: spin-diode\nwatchdog: { hang: 2 s }")),
        notBefore: 2);

    /// <summary>Lets one instrument hang; everything else has to be made safe, and a driving instrument has to be
    /// named.</summary>
    public async Task HangInstrumentAsync(MatrixRow row, int times, string instrument)
    {
        for (int i = 0; i < times; i++)
        {
            int port = bench.PortOf(instrument);
            using var proxy = new StallingProxy(port);
            string file = bench.WriteVariant($"hung-{instrument}", ($"::{port}::", $"::{proxy.Port}::"));
            bool drives = instrument != "voltmeter";
            await RepeatAsync(
                row, 1, At(_ => proxy.Hang()), file, notBefore: 60,
                besides: drives ? [instrument] : [], resumes: false, waitsForPoints: true).ConfigureAwait(false);
        }
    }

    /// <summary>Lets the disk run full: no file may grow beyond a size at which the run is in the midst of its points.</summary>
    public async Task FillDiskAsync(MatrixRow row, int times)
    {
        for (int i = 0; i < times; i++)
        {
            // In blocks of 512 bytes. Exceeding it is an error to the run and no signal.
            int blocks = random.Next(200, 800);
            string script = string.Create(
                CultureInfo.InvariantCulture,
                $"trap '' XFSZ; ulimit -f {blocks}; export DOTNET_EnableWriteXorExecute=0; exec dotnet \"$@\"");
            await RepeatAsync(
                row,
                1,
                _ => Task.CompletedTask,
                launch: arguments => LabRun.StartProgram("/bin/sh", ["-c", script, "sh", LabRun.Program, .. arguments]),
                waitsForEnd: true).ConfigureAwait(false);
        }
    }

    /// <summary>Lets a protocol throw what nobody expects.</summary>
    public async Task FailInProtocolAsync(MatrixRow row, int times)
    {
        for (int i = 0; i < times; i++)
        {
            var ending = new MatrixRow.Ending();
            int first = bench.CountMessages();
            var plan = new SpinDiodeSettings
            {
                Powers = Sweep<Power>.Parse("2 uW"),
                LineCurrent = Current.FromMilliamperes(5),
                IntegrationCycles = 0.01
            };
            BenchDefinition definition = new BenchFileReader(
                [
                    .. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name)))
                ]).ReadFile(bench.BenchFile);
            using var clock = ServedClock.Connect(definition.ClockPort!);
            clock.Restart(5);
            await using OpenBench open = await OpenBench.OpenAsync(
                definition, [new SocketWires()], clock, simulation: null, CancellationToken.None).ConfigureAwait(false);
            int failsAt = random.Next(0, 100);
            RunOutcome outcome = await RunEngine.RunAsync(new RunRequest(
                new FailingProtocol(ProtocolCatalog.Shipped.All.Single(protocol => protocol.Name == "spin-diode"), failsAt),
                plan,
                open,
                5,
                Path.Combine(folder, $"bug{count++}"))).ConfigureAwait(false);
            Require(ending, outcome.Info.Status == RunStatus.Failed
                && outcome.Info.Points == failsAt, $"it ended as {outcome.Info.Status} after {outcome.Info.Points} points");
            Require(ending, outcome.Info.Unsafe.Count == 0, "not all was made safe");
            await CheckBenchAsync(ending, first, []).ConfigureAwait(false);
            row.Add(ending);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => bench.DisposeAsync();

    private static Func<LabRun, Task> At(Action<LabRun> end) => run =>
    {
        end(run);
        return Task.CompletedTask;
    };

    private static bool IsPreparing(string line) => line.EndsWith("preparing", StringComparison.Ordinal);

    // A run that was stopped after its last point has let its watchdog go, and nobody would ever wake or end it.
    private async Task StopAsync(LabRun run)
    {
        run.Signal("STOP");
        if (!await run.EndsWithinAsync(2 + safeWithinSeconds).ConfigureAwait(false))
        {
            run.Signal("CONT");
        }
    }

    private static void Require(MatrixRow.Ending ending, bool holds, string fault)
    {
        if (!holds)
        {
            ending.Faults.Add(fault);
        }
    }

    private async Task RepeatAsync(
        MatrixRow row,
        int times,
        Func<LabRun, Task> end,
        string? benchFile = null,
        double notBefore = 0,
        IReadOnlyList<string>? besides = null,
        bool resumes = true,
        bool waitsForEnd = false,
        bool waitsForPoints = false,
        bool looksAtOnce = false,
        Func<string[], LabRun>? launch = null)
    {
        for (int i = 0; i < times; i++)
        {
            var ending = new MatrixRow.Ending();
            try
            {
                await EndOnceAsync(ending).ConfigureAwait(false);
            }
            catch (TimeoutException late)
            {
                ending.Faults.Add(late.Message);
            }

            row.Add(ending);
        }

        async Task EndOnceAsync(MatrixRow.Ending ending)
        {
            string runs = Path.Combine(folder, $"run{count++}");
            int first = bench.CountMessages();
            string[] arguments = ["run", "spin-diode", .. settings, "--bench", benchFile ?? bench.BenchFile, "--runs-dir", runs];
            await using LabRun run = launch?.Invoke(arguments) ?? LabRun.Start(arguments);
            await run.WaitForAsync(IsPreparing).ConfigureAwait(false);
            if (waitsForPoints)
            {
                await run.WaitForAsync(_ => run.PointsReported > 0).ConfigureAwait(false);
            }
            else
            {
                await Task.Delay(
                    TimeSpan.FromSeconds(random.NextDouble() * runSeconds), TimeProvider.System).ConfigureAwait(false);
            }

            if (waitsForEnd)
            {
                await run.ExitAsync().ConfigureAwait(false);
            }

            ending.WasTooLate = !waitsForEnd && run.Lines.Any(line => line.StartsWith("Report: ", StringComparison.Ordinal));
            long ended = Stopwatch.GetTimestamp();
            await end(run).ConfigureAwait(false);
            if (!looksAtOnce)
            {
                // A question to a twin takes bench time, which the points of a run that is still alive must not lose.
                await run.ExitAsync().ConfigureAwait(false);
            }

            await WaitUntilSafeAsync(ending, ended, notBefore + safeWithinSeconds, besides ?? []).ConfigureAwait(false);
            await run.ExitAsync().ConfigureAwait(false);
            await CheckBenchAsync(ending, first, besides ?? []).ConfigureAwait(false);
            Require(
                ending,
                (besides ?? []).All(instrument => run.Lines.Any(line => line.StartsWith("NOT SAFE: ", StringComparison.Ordinal)
                    && line.Contains($"({instrument},", StringComparison.Ordinal))),
                "what is not safe was not shouted");
            if (RunFolder.List(runs) is not [var recorded, ..])
            {
                ending.Faults.Add($"it did not begin: {string.Join(" | ", run.Lines)}");
                return;
            }

            long stored = recorded.CountPoints();
            Require(ending, stored >= run.PointsReported, $"{run.PointsReported} points were reported and {stored} are recorded");
            if (resumes && unbroken is not null)
            {
                await ResumeAsync(ending, recorded).ConfigureAwait(false);
            }

            if (ending.Faults.Count > 0)
            {
                ending.Faults.Add($"(its output: {string.Join(" | ", run.Lines)})");
            }
        }
    }

    private async Task WaitUntilSafeAsync(
        MatrixRow.Ending ending, long ended, double allowedSeconds, IReadOnlyList<string> besides)
    {
        IReadOnlyList<string> drivers;
        do
        {
            drivers = await bench.FindDriversAsync(besides).ConfigureAwait(false);
            ending.SecondsToSafe = Stopwatch.GetElapsedTime(ended).TotalSeconds;
        }
        while (drivers.Count > 0 && ending.SecondsToSafe < allowedSeconds);
        Require(ending, drivers.Count == 0, string.Create(
            CultureInfo.InvariantCulture, $"after {ending.SecondsToSafe:0.0} s: {string.Join(", ", drivers)}"));
    }

    private async Task CheckBenchAsync(MatrixRow.Ending ending, int first, IReadOnlyList<string> besides)
    {
        IReadOnlyList<string> drivers = await bench.FindDriversAsync(besides).ConfigureAwait(false);
        Require(ending, drivers.Count == 0, $"in the end: {string.Join(", ", drivers)}");
        Require(ending, await bench.IsMagnetDownAsync().ConfigureAwait(false), "the magnet is not down");
        string? fault = SafeOrder.FindFault(bench.MessagesFrom(first));
        Require(ending, fault is null, fault ?? string.Empty);
    }

    private async Task ResumeAsync(MatrixRow.Ending ending, RunFolder run)
    {
        bool wasDone = run.ReadInfo() is { Status: RunStatus.Done, Ended: not null };
        if (!wasDone)
        {
            await using var resumed = LabRun.Start("resume", run.FullPath, "--bench", bench.BenchFile, "--accept-changes");
            int exit = await resumed.ExitAsync().ConfigureAwait(false);
            Require(ending, exit == 0, $"resume ended with {exit}: {string.Join(" | ", resumed.Lines)}");
            ending.WasResumed = exit == 0;
        }

        string? difference = FindDifference(unbroken!.ReadData(), run.ReadData());
        Require(ending, difference is null, difference ?? string.Empty);
    }

    private static string? FindDifference(IRunData expected, IRunData actual)
    {
        if (!expected.Points.SequenceEqual(actual.Points))
        {
            return $"the record has {actual.Count} points instead of {expected.Count}";
        }

        // Seconds are bench time of each point: the virtual clock makes them part of what has to be the same.
        return SameBits(expected.BenchSeconds, actual.BenchSeconds)
            && expected.Columns.All(column => SameBits(expected.Numbers(column.Name), actual.Numbers(column.Name)))
            ? null
            : "the resumed record differs from the unbroken one";
    }

    private static bool SameBits(double[] a, double[] b) =>
        a.Select(BitConverter.DoubleToInt64Bits).SequenceEqual(b.Select(BitConverter.DoubleToInt64Bits));
}
