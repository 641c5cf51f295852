using System.Runtime.CompilerServices;
using Lab.Benches;
using Lab.Benches.Files;
using Lab.Instruments.Drivers;
using Lab.Mocks;
using Lab.Runs.Calibrations;
using Lab.Runs.Engine;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.Tests;

/// <summary>Carries studies out in memory.</summary>
internal static class StudyLab
{
    private static readonly BenchFileReader Reader = new(
    [
        .. DriverCatalog.Shipped.All.Select(driver => driver.SchemaWith(TwinCatalog.Shipped.SettingsOf(driver.Name))),
    ]);

    /// <summary>Computes and analyses.</summary>
    /// <param name="study">The study.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="settings">Settings over the defaults, <c>key=value</c>.</param>
    public static Task<Outcome> RunAsync(IStudyProtocol study, ulong seed, params string[] settings) =>
        RunAsync(study, bench => bench, seed, settings);

    /// <summary>Computes and analyses, with the device of a changed bench file.</summary>
    /// <param name="study">The study.</param>
    /// <param name="change">Makes the shipped bench another one.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="settings">Settings over the defaults, <c>key=value</c>.</param>
    public static async Task<Outcome> RunAsync(
        IStudyProtocol study, Func<BenchDefinition, BenchDefinition> change, ulong seed, params string[] settings)
    {
        object values = Bind(study, settings);
        IExperiment experiment = study.Create(values);
        var points = new MemoryPoints(experiment.Columns);
        RunInfo info = await RunEngine.RehearseAsync(
            new RunRequest(study, values, BenchOf(study, values, change), seed, string.Empty), points);
        Assert.True(info.Status == RunStatus.Done, info.Reason);
        return new Outcome(experiment.Analyse(points), points) { Info = info };
    }

    /// <summary>Goes on with a run whose first points are on record.</summary>
    /// <returns>The points that were computed in the second part.</returns>
    public static async Task<Outcome> ResumeAsync(
        IStudyProtocol study, Func<BenchDefinition, BenchDefinition> change, IRunData before, int points, ulong seed,
        params string[] settings)
    {
        object values = Bind(study, settings);
        IExperiment experiment = study.Create(values);
        IMeasurement measurement = await experiment.PrepareAsync(
            new ExperimentContext(
                BenchOf(study, values, change),
                seed,
                CalibrationsInForce.None)
            { Recorded = new FirstPoints(before, points) }, default);
        var rest = new MemoryPoints(experiment.Columns);
        for (int point = points; point < experiment.PointCount; point++)
        {
            var row = new Row(experiment.Columns);
            await measurement.MeasureAsync(point, row, default);
            rest.Append(point, 0, row);
        }

        return new Outcome(new Analysis(), rest);
    }

    private static object Bind(IProtocol protocol, string[] settings) => SettingsBinder.Bind(
        protocol.SettingsType, settings.ToDictionary(
            s => s[..s.IndexOf('=', StringComparison.Ordinal)], s => s[(s.IndexOf('=', StringComparison.Ordinal) + 1)..]));

    private static NoBench BenchOf(IStudyProtocol study, object values, Func<BenchDefinition, BenchDefinition> change) =>
        study.TakesDevice(values) ? new NoBench(change(Reader.ReadFile(FindBench(study.DefaultBench)))) : new NoBench();

    private static string FindBench(string name, [CallerFilePath] string file = "") =>
        Path.GetFullPath(
            Path.Combine(Path.GetDirectoryName(file)!, "..", "..", "Runs", "Lab.Workbench", "Benches", $"{name}.yaml"));

    /// <summary>The outcome.</summary>
    internal sealed record Outcome(Analysis Analysis, IRunData Data)
    {
        /// <summary>How the run went.</summary>
        public RunInfo Info { get; init; } = null!;

        public ResultValue this[string name] => Analysis.Results.Single(result => result.Name == name);
    }

    /// <summary>The record of a run that died after some points.</summary>
    private sealed class FirstPoints(IRunData whole, int count) : IRunData
    {
        public IReadOnlyList<Column> Columns => whole.Columns;

        public int Count => count;

        public IReadOnlyList<long> Points => [.. whole.Points.Take(count)];

        public double[] BenchSeconds => whole.BenchSeconds[..count];

        public double[] Numbers(string column) => whole.Numbers(column)[..count];

        public double[][] Arrays(string column) => whole.Arrays(column)[..count];
    }
}
