using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Clocks;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Mocks.Parts;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Carries protocols out on the twins of the shipped bench and knows what they hide.</summary>
internal static class VirtualLab
{
    private static readonly BenchFileReader Reader = new(
    [
        .. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name))),
    ],
    [.. TwinCatalog.Shipped.Parts.Select(part => part.Schema)]);

    /// <summary>The bench with other values in the parts of its sample that have such keys; of several for one key the first
    /// counts.</summary>
    public static BenchDefinition WithParts(BenchDefinition bench, params (string Key, object Value)[] changes) => bench with
    {
        Sample = bench.Sample with
        {
            Parts =
            [
                .. bench.Sample.Parts.Select(part => part with
                {
                    Values = new SettingValues(part.Values.All.ToDictionary(
                        pair => pair.Key,
                        pair => changes.FirstOrDefault(change => change.Key == pair.Key) is { Value: { } changed }
                            ? changed
                            : pair.Value)),
                }),
            ],
        },
    };

    /// <summary>Measures and analyses.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="settings">Settings over the defaults, <c>key=value</c>.</param>
    public static Task<Outcome> RunAsync(IProtocol protocol, ulong seed, params string[] settings) =>
        RunAsync(protocol, bench => bench, seed, settings);

    /// <summary>A bench whose twins have no noise, no drift, no spread and no level errors.</summary>
    public static BenchDefinition Quiet(BenchDefinition bench) => bench with
    {
        Instruments = [.. bench.Instruments.Select(instrument => instrument with { Twin = Quiet(instrument.Twin) })],
        Sample = bench.Sample with { DeviceSpread = 0, ThermalDrift = default, Temperature = Temperature.FromKelvin(1e-9) },
    };

    private static SettingValues Quiet(SettingValues twin)
    {
        var quiet = new Dictionary<string, object>(twin.All);
        foreach (string key in twin.All.Keys)
        {
            quiet[key] = (key, twin.All[key]) switch
            {
                ("white_noise" or "offset" or "offset_drift", Voltage) => default(Voltage),
                ("level_error", _) => LevelRatio.FromDecibels(0),
                (_, var value) => value,
            };
        }

        return new SettingValues(quiet);
    }

    /// <summary>Reads a shipped bench.</summary>
    public static BenchDefinition Bench(string name) => Reader.ReadFile(FindBench(name));

    /// <summary>Reads a shipped bench whose text was changed.</summary>
    public static BenchDefinition BenchOf(string name, Func<string, string> change) => Reader.Read(
        change(File.ReadAllText(FindBench(name)).ReplaceLineEndings("\n")), FindBench(name));

    /// <summary>Measures and analyses on a changed bench.</summary>
    /// <param name="protocol">The protocol; its shipped bench is used.</param>
    /// <param name="change">Makes the bench another one.</param>
    /// <param name="seed">Seed of the twins.</param>
    /// <param name="settings">Settings over the defaults, <c>key=value</c>.</param>
    public static Task<Outcome> RunAsync(
        IProtocol protocol, Func<BenchDefinition, BenchDefinition> change, ulong seed, params string[] settings) =>
        RunAsync(protocol, change, CalibrationsInForce.None, seed, settings);

    /// <summary>Measures and analyses on a changed bench that is calibrated.</summary>
    public static async Task<Outcome> RunAsync(
        IProtocol protocol, Func<BenchDefinition, BenchDefinition> change, CalibrationsInForce calibrations, ulong seed,
        params string[] settings)
    {
        BenchDefinition definition = change(Reader.ReadFile(FindBench(protocol.DefaultBench)));
        object values = Bind(protocol, settings);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed, clock);
        var simulation = new BenchSimulation(_ => new ValueTask<string?>(twins.Stage.Damage?.ToString()));
        await using OpenBench bench = await OpenBench.OpenAsync(definition, [twins], clock, simulation, default);
        IExperiment experiment = protocol.Create(values, definition);
        var points = new Witness(new MemoryPoints(experiment.Columns), twins, definition.Sample.Junctions.Count > 0);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(protocol, values, bench, seed, string.Empty) { Calibrations = calibrations }, points);
        Assert.True(info.Status == RunStatus.Done, info.Reason);
        Analysis analysis = experiment.Analyse(points.Points);
        RequireWhatReportsNeed(analysis);
        return new Outcome(analysis, points.Points, points.Junction!) { Info = info };
    }

    /// <summary>Goes on with a run whose first points are on record, on a bench that lives on, as a real one does.</summary>
    /// <returns>The points that were measured in the second part.</returns>
    public static async Task<Outcome> ResumeAsync(
        IProtocol protocol, Func<BenchDefinition, BenchDefinition> change, IRunData before, int points, ulong seed,
        params string[] settings)
    {
        BenchDefinition definition = change(Reader.ReadFile(FindBench(protocol.DefaultBench)));
        object values = Bind(protocol, settings);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
        IExperiment experiment = protocol.Create(values, definition);
        IMeasurement measurement = await experiment.PrepareAsync(
            new ExperimentContext(bench, seed, CalibrationsInForce.None) { Recorded = new FirstPoints(before, points) }, default);
        var rest = new MemoryPoints(experiment.Columns);
        for (int point = points; point < experiment.PointCount; point++)
        {
            var row = new Row(experiment.Columns);
            await measurement.MeasureAsync(point, row, default);
            rest.Append(point, 0, row);
        }

        return new Outcome(new Analysis(), rest, twins.Stage.RevealJunctions() is [var first, ..] ? first : null!);
    }

    /// <summary>Prepares an experiment once and measures some of its points, one after the other, as often as they are
    /// named: the engine repeats a point where an instrument complains after it.</summary>
    public static async Task<IRunData> MeasureAsync(
        IProtocol protocol, Func<BenchDefinition, BenchDefinition> change, ulong seed, int[] points, params string[] settings)
    {
        BenchDefinition definition = change(Reader.ReadFile(FindBench(protocol.DefaultBench)));
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
        IExperiment experiment = protocol.Create(Bind(protocol, settings), definition);
        IMeasurement measurement = await experiment.PrepareAsync(
            new ExperimentContext(bench, seed, CalibrationsInForce.None), default);
        var measured = new MemoryPoints(experiment.Columns);
        foreach (int point in points)
        {
            var row = new Row(experiment.Columns);
            await measurement.MeasureAsync(point, row, default);
            measured.Append(measured.Count, 0, row);
        }

        return measured;
    }

    /// <summary>Measures on a changed bench that is calibrated, and tells how it went.</summary>
    public static async Task<RunInfo> InfoAsync(
        IProtocol protocol, Func<BenchDefinition, BenchDefinition> change, CalibrationsInForce calibrations, ulong seed,
        params string[] settings)
    {
        BenchDefinition definition = change(Reader.ReadFile(FindBench(protocol.DefaultBench)));
        object values = Bind(protocol, settings);
        var clock = new VirtualClock();
        using var twins = new VirtualBench(definition, seed, clock);
        await using OpenBench bench = await OpenBench.OpenAsync(
            definition, [twins], clock, new BenchSimulation(_ => new ValueTask<string?>(result: null)), default);
        return await RunEngine.RehearseAsync(
            new RunRequest(protocol, values, bench, seed, string.Empty) { Calibrations = calibrations },
            new MemoryPoints(protocol.Create(values, definition).Columns));
    }

    private static object Bind(IProtocol protocol, string[] settings) =>
        SettingsBinder.Bind(protocol.SettingsType, settings.ToDictionary(
            s => s[..s.IndexOf('=', StringComparison.Ordinal)], s => s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static string FindBench(string name, [CallerFilePath] string file = "") =>
        Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "Runs", "Lab.Workbench", "Benches", $"{name}.yaml"));

    // Whatever the protocol: results come with a conclusion, and what a fit leaves with bars to judge it by.
    private static void RequireWhatReportsNeed(Analysis analysis)
    {
        Assert.True(analysis.Results.Count == 0 || analysis.Failure is not null || analysis.Conclusion is not null);
        IEnumerable<FigureSeries> residuals = analysis.Figures.SelectMany(figure => figure.Panels)
            .Where(panel => panel.VerticalAxis.StartsWith("residual", StringComparison.Ordinal))
            .SelectMany(panel => panel.Series)
            .Where(series => series.Style == SeriesStyle.Points && series.Heat is null);
        Assert.All(residuals, series => Assert.True(series.YUncertainty is not null, $"'{series.Name}' has no error bars."));
    }

    /// <summary>The outcome, and the junction as it really was at the last point.</summary>
    internal sealed record Outcome(Analysis Analysis, IRunData Data, SpinDiode Hidden)
    {
        /// <summary>How the run went.</summary>
        public RunInfo Info { get; init; } = null!;

        public ResultValue this[string name] => Analysis.Results.Single(result => result.Name == name);

        /// <summary>A result holds a value within four standard uncertainties, which an honest one misses once in 16
        /// 000.</summary>
        public void AssertHolds(string name, double truth) => Assert.True(
            Math.Abs(this[name].Value - truth) <= 4 * this[name].Uncertainty,
            $"{name}: {this[name].Value} ± {this[name].Uncertainty}, but {truth} is hidden");
    }

    /// <summary>The record of a run that died after some points.</summary>
    internal sealed class FirstPoints(IRunData whole, int count) : IRunData
    {
        public IReadOnlyList<Column> Columns => whole.Columns;

        public int Count => count;

        public IReadOnlyList<long> Points => [.. whole.Points.Take(count)];

        public double[] BenchSeconds => whole.BenchSeconds[..count];

        public double[] Numbers(string column) => whole.Numbers(column)[..count];

        public double[][] Arrays(string column) => whole.Arrays(column)[..count];
    }

    private sealed class Witness(MemoryPoints points, VirtualBench twins, bool hasJunctions) : IPointSink
    {
        public MemoryPoints Points => points;

        public SpinDiode? Junction { get; private set; }

        public void Append(long point, double benchSeconds, Row row)
        {
            points.Append(point, benchSeconds, row);
            Junction = hasJunctions ? twins.Stage.RevealJunctions()[0] : null;
        }
    }
}
