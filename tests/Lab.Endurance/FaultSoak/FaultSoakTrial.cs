using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Lab.Benches;
using Lab.Benches.Twins;
using Lab.Instruments;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Instruments.Wires;
using Lab.Mocks;
using Lab.Mocks.Faults;
using Lab.Mocks.Wires;
using Lab.Protocols;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Settings;

namespace Lab.Endurance.FaultSoak;

/// <summary>
/// A long run on instruments that do everything wrong: it must come to its end, and every recorded value must be a value that the
/// voltmeter's twin really measured, at exactly the set-points of its point.
/// </summary>
public static class FaultSoakTrial
{
    private const int Points = 50_000;
    private const double Percent = 1;

    /// <summary>The trial as the program lists it.</summary>
    public static Trial Description { get; } = new(
        "fault-soak",
        $"[POINTS [SEED]] {TwinForm.Usage}",
        $"{Points} points with every fault at {Percent} % of all messages",
        async all =>
        {
            (bool isRough, string[] words) = TwinForm.Take(all);
            int points = words.Length > 0 ? int.Parse(words[0], CultureInfo.InvariantCulture) : Points;
            ulong seed = words.Length > 1 ? ulong.Parse(words[1], CultureInfo.InvariantCulture) : 1;
            SoakOutcome outcome = await RunAsync(
                points, Percent, seed, done => Console.Error.Write($"\r{done}/{points} points"), isRough);
            Console.Error.WriteLine();
            Console.WriteLine(outcome.Describe());
            return outcome.Holds ? 0 : 1;
        });

    /// <summary>Carries the soak out.</summary>
    /// <param name="points">How many points.</param>
    /// <param name="percent">The rate of each kind of fault, in percent of the messages.</param>
    /// <param name="seed">Seed of twins and faults.</param>
    /// <param name="progress">Told how many points are done.</param>
    /// <param name="isRough">Whether the twins have the manners of real instruments besides.</param>
    public static async Task<SoakOutcome> RunAsync(
        int points, double percent, ulong seed, Action<int> progress, bool isRough = false)
    {
        BenchDefinition definition = SoakBench.Read(percent);
        var clock = new VirtualClock();
        var witness = new Witness();
        using var twins = new VirtualBench(definition, seed, clock, withFaults: false, isRough);
        var wires = new SpoiltWires(definition, twins, witness, seed);
        await using OpenBench bench = await OpenAsync(definition, wires, clock);
        IProtocol protocol = ProtocolCatalog.Shipped.All.Single(candidate => candidate.Name == "spin-diode");
        object settings = SettingsBinder.Bind(protocol.SettingsType, new Dictionary<string, string>
        {
            ["field"] = "none",
            ["line_current"] = "2 mA",
            ["integration_cycles"] = "0.1",
            ["settle"] = "1 ms",
            ["powers"] = "2, 4 uW",
            ["frequencies"] = string.Create(
                CultureInfo.InvariantCulture, $"300..{300 + (((points / 2) - 1) * 0.001):F3} MHz step 0.001 MHz"),
        });
        DirectoryInfo folder = Directory.CreateTempSubdirectory("lab-soak-");
        try
        {
            long started = Stopwatch.GetTimestamp();
            RunInfo info;
            IRunData data;
            long marked;
            long logged;
            string record = folder.FullName;
            RunOutcome outcome = await RunEngine.RunAsync(new RunRequest(
                new WithoutAnalysis(protocol), settings, bench, seed, record)
            {
                Progress = p => Tell(p, progress),
            });
            info = outcome.Info;
            data = outcome.Folder.ReadData();
            marked = outcome.Folder.ReadMarks().Count(mark => mark.Kind == PointMark.Retried);
            logged = File.ReadLines(outcome.Folder.LogFile).Count(
                line => JsonDocument.Parse(line).RootElement.GetProperty("Level").GetString() == "Warning");
            return new SoakOutcome(
                info, wires.Counts(), bench.RetryCount, marked, logged, CountWrong(data, witness, definition),
                witness.Readings.Count, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Tell(RunProgress report, Action<int> progress)
    {
        if (report.Done % 1000 == 0)
        {
            progress(report.Done);
        }
    }

    // Opening is not a part of the run: on a bench as bad as this one it takes a few attempts, as a person would make them.
    private static async Task<OpenBench> OpenAsync(BenchDefinition definition, SpoiltWires wires, VirtualClock clock)
    {
        const int attempts = 1000;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await OpenBench.OpenAsync(
                    definition,
                    [wires],
                    clock,
                    new BenchSimulation(_ => new ValueTask<string?>(result: null)),
                    CancellationToken.None);
            }
            catch (BenchException) when (attempt < attempts)
            {
                // Once more.
            }
        }
    }

    /// <summary>Counts recorded values that the twin did not measure, in the record's order and at the set-points of their
    /// point.</summary>
    private static long CountWrong(IRunData data, Witness witness, BenchDefinition bench)
    {
        LevelRatio loss = bench.RfLossOf("rf");
        double[] frequency = data.Numbers("frequency");
        double[] power = data.Numbers("power");
        double[] voltage = data.Numbers("voltage");
        long wrong = 0;
        int next = 0;
        for (int i = 0; i < data.Count; i++)
        {
            // Each point has a tone of its own, so that a reading belongs to one point only.
            double dbm = Power.FromWatts(power[i]).Amplified(loss).Dbm;
            int found = next;
            while (found < witness.Readings.Count && !Belongs(witness.Readings[found], voltage[i], frequency[i], dbm))
            {
                found++;
            }

            bool right = found < witness.Readings.Count;
            wrong += right ? 0 : 1;
            next = right ? found + 1 : next;
        }

        return wrong;
    }

    private static bool Belongs(Reading reading, double volts, double hertz, double dbm) =>
        reading is { RfIsOn: true, LineIsOn: true, IsConfigured: true, LineAmperes: 0.002 }
        && reading.Volts == volts && reading.Hertz == hertz && reading.Dbm is { } set && Math.Abs(set - dbm) < 1e-9;

    /// <summary>The wires of the bench: twin, witness, faults.</summary>
    private sealed class SpoiltWires(BenchDefinition definition, VirtualBench twins, Witness witness, ulong seed) : IWireProvider
    {
        private readonly Dictionary<string, FaultyTwin> spoilt = [];

        public ValueTask<IWire?> TryOpenAsync(InstrumentDefinition instrument, CancellationToken cancellationToken)
        {
            if (!spoilt.TryGetValue(instrument.Name, out FaultyTwin? twin))
            {
                twin = new FaultyTwin(
                    new WitnessTwin(twins.Find(instrument.Name)!, witness),
                    [.. definition.Faults.Where(fault => fault.Instrument == instrument.Name)],
                    seed);
                spoilt[instrument.Name] = twin;
            }

            return new ValueTask<IWire?>(new MemoryWire(twin, instrument.Address));
        }

        public Dictionary<InjectedFault, long> Counts() => Enum.GetValues<InjectedFault>()
            .ToDictionary(kind => kind, kind => spoilt.Values.Sum(twin => twin.Counts.GetValueOrDefault(kind)));
    }

    /// <summary>The protocol, but for the fit of its points, which has nothing to do with faults and takes long for so
    /// many.</summary>
    private sealed class WithoutAnalysis(IProtocol protocol) : IProtocol
    {
        public string Name => protocol.Name;

        public string Summary => protocol.Summary;

        public IReadOnlyList<InstrumentNeed> Needs => protocol.Needs;

        public string DefaultBench => protocol.DefaultBench;

        public Type SettingsType => protocol.SettingsType;

        public IExperiment Create(object settings) => new Experiment(protocol.Create(settings));

        private sealed class Experiment(IExperiment experiment) : IExperiment
        {
            public IReadOnlyList<Column> Columns => experiment.Columns;

            public int PointCount => experiment.PointCount;

            public string Describe(int point) => experiment.Describe(point);

            public ValueTask<IMeasurement> PrepareAsync(ExperimentContext context, CancellationToken cancellationToken) =>
                experiment.PrepareAsync(context, cancellationToken);

            public Runs.Results.Analysis Analyse(IRunData data) => new();
        }
    }
}
