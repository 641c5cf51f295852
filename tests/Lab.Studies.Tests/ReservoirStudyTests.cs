using System.Globalization;
using Lab.Models.Randomness;
using Lab.Models.Reservoirs;
using Lab.Runs.Exports;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Studies.Reservoirs;

namespace Lab.Studies.Tests;

public sealed class ReservoirStudyTests : IDisposable
{
    private static readonly string[] Short = ["masks=1", "washout=60", "training=500", "test=300"];

    private readonly string folder = Directory.CreateTempSubdirectory("lab-reservoir-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Memory_OfALoopWith16Shots_IsThatOfTheReference()
    {
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=memory", "training=900"]);

        // The reference: 13.9 ± 0.7 with 2000 steps to train on, and 19 of 20 taps without the present input.
        Assert.InRange(outcome["memory_capacity"].Value, 11.5, 16);
        Assert.Equal(19, outcome["register_memory_capacity"].Value, 0.2);
        Assert.InRange(outcome["narma10_error"].Value, 0.5, 0.8);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.Contains(outcome.Analysis.Figures, figure => figure.Title == "Memory of each delay");
    }

    [Fact]
    public async Task LoopPhase_OfSeveral_IsTheOneWithTheMostMemory()
    {
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=memory", "loop_phase=45, 81 deg", "shots=4"]);

        Assert.Equal(81, double.RadiansToDegrees(outcome["loop_phase"].Value), 1e-6);
        Assert.Contains(outcome.Analysis.Figures, figure => figure.Title == "Search of the loop's phase");
    }

    [Fact]
    public async Task LoopPhase_AnAngleAway_HasNoMemoryAndIsWarnedOf()
    {
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=memory", "loop_phase=117 deg"]);

        // The reference: 0.1π off leave 0.2 of 12.8 in single shots; this is 0.2π off. Forty delays of 300 steps have 0.1 by
        // chance.
        Assert.InRange(outcome["memory_capacity"].Value, 0, 2);
        Assert.Contains(
            "The loop adds hardly any memory at this phase", Assert.Single(outcome.Analysis.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("npz")]
    public async Task OwnTask_OfTheInputBefore_IsSolvedByLoopAndRegister(string format)
    {
        string file = WriteTask(format);
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=own", $"data={file}"]);

        Assert.InRange(outcome["task_error"].Value, 0.02, 0.5);
        Assert.InRange(outcome["register_task_error"].Value, 0, 1e-3);
        double[] answers = outcome.Data.Arrays("answers")[0];
        double[] targets = outcome.Data.Arrays("target")[0];
        Assert.Equal(1000, answers.Length);
        Assert.InRange(
            Math.Sqrt(answers.Zip(targets, (a, b) => (a - b) * (a - b)).Skip(800).Average()), 0, 0.5 * Math.Sqrt(1.0 / 3));
    }

    [Fact]
    public async Task OwnTask_OfTwoValues_HasASuccess()
    {
        var random = new RandomStream(2);
        double[] u = [.. Enumerable.Range(0, 1000).Select(_ => random.NextDouble())];
        string file = Path.Combine(folder, "signs.csv");
        await File.WriteAllLinesAsync(
            file, ["u,y", .. u.Select((value, i) => string.Create(
                CultureInfo.InvariantCulture, $"{value},{(i > 0 && u[i - 1] > 0.5 ? 1 : 0)}"))]);
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=own", $"data={file}"]);

        Assert.InRange(outcome["task_success"].Value, 0.85, 1);
    }

    [Fact]
    public async Task Mask_OfAFile_IsTaken()
    {
        string file = Path.Combine(folder, "mask.csv");
        await File.WriteAllLinesAsync(file, ["1", "-0.5", "0.25"]);
        StudyLab.Outcome outcome = await RunAsync(
            ["masks=2", "washout=0", "training=20", "test=10", "task=parity", "mask=file", $"mask_file={file}"]);

        Assert.All(outcome.Data.Arrays("weights"), weights => Assert.Equal([1, -0.5, 0.25], weights));
        Assert.Equal(30 * 3, outcome.Data.Arrays("states")[0].Length);
        Assert.Contains(outcome.Analysis.Warnings, warning => warning.Contains("of the file", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("readout=pseudo-inverse")]
    [InlineData("readout=cross-validated")]
    [InlineData("readout=pseudo-inverse", "bias=off")]
    public async Task Readout_AnotherOne_HasTheMemoryToo(params string[] readout)
    {
        StudyLab.Outcome outcome = await RunAsync([.. Short, "task=memory", .. readout]);

        Assert.InRange(outcome["memory_capacity"].Value, 9, 16);
    }

    [Fact]
    public async Task Inputs_OfADrivesFrequency_ReachTheStates()
    {
        StudyLab.Outcome outcome = await RunAsync(
            [
                .. Short, "task=parity", "encoding=frequency", "input_scale=0.86", "node_time=150 ns", "nodes=10",
                "loop_rate=0 Hz",
                "training=200", "test=100",
            ]);

        // The reference: nothing of a node is left after the next, so that no parity is told.
        Assert.InRange(outcome["parity_2"].Value, 0.35, 0.65);
    }

    [Theory]
    [InlineData("The setting 'washout' is 10 and 'delays' 40", "washout=10")]
    [InlineData("The setting 'task' is 'own' and 'data' names no file", "task=own")]
    [InlineData("The setting 'mask' is 'file' and 'mask_file' names none", "mask=file")]
    [InlineData("The setting 'nodes' is 0; it has to be 1 to 10000", "nodes=0")]
    [InlineData("The setting 'ridge' is 0; it has to be positive", "ridge=0")]
    [InlineData("The setting 'current' is 1 mA and 'threshold_current' 2 mA", "current=1 mA")]
    [InlineData("The setting 'node_time' is 1.5 ns; it has to be a multiple of 1 ns", "node_time=1.5 ns")]
    [InlineData("The setting 'loop_delay' is 10 ns, shorter than 'node_time' of 20 ns", "loop_delay=10 ns")]
    [InlineData("'locking_range' is 0, which is no drive", "locking_range=0 Hz", "encoding=amplitude")]
    [InlineData("'reading' is phase, which counts against the drive", "locking_range=0 Hz")]
    [InlineData("The setting 'input_scale' is -5; it has to be above 0 and below 1", "input_scale=-5")]
    [InlineData("The setting 'input_scale' is 2; it has to be above 0 and up to 1", "input_scale=2", "encoding=amplitude")]
    [InlineData("The setting 'linewidth' is 1 GHz; it has to be 0 to 100 MHz", "linewidth=1 GHz")]
    [InlineData("The setting 'loop_rate' is 10 GHz; it has to be 0 to 100 MHz", "loop_rate=10 GHz")]
    [InlineData("The setting 'loop_delay' is 100 s; it has to be a multiple of 1 ns, up to 1 ms", "loop_delay=100 s")]
    [InlineData("The setting 'node_time' is 1 s; it has to be a multiple of 1 ns, up to 1 ms", "node_time=1 s")]
    [InlineData("The settings 'frequency' (0 Hz)", "frequency=0 Hz")]
    [InlineData("The settings 'frequency' (-5 MHz)", "frequency=-5 MHz")]
    [InlineData("of 10000 nodes ('nodes') are 2.51e+09 states of a point; up to 3e+07 are held", "task=parity", "nodes=10000",
        "training=250000")]
    [InlineData("in 1000000 repeats ('shots') are", "shots=1000000")]
    public void Settings_ThatContradictEachOther_AreRefused(string message, params string[] settings)
    {
        var error = Assert.Throws<SettingsException>(() => new ReservoirStudyProtocol().Create(
            (ReservoirStudySettings)SettingsBinder.Bind(
                typeof(ReservoirStudySettings), settings.ToDictionary(each => each.Split('=')[0], each => each.Split('=')[1]))));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Readout_OfStatesThatAreNoNumbers_SaysThatTheRidgeDoesNotTellThemApart()
    {
        var error = Assert.Throws<ArithmeticException>(
            () => ReadoutFit.SmallRidge.Fit((double[])[double.NaN, 1, 2, 3, 4, 5], (double[])[1, 2, 3]));
        Assert.StartsWith("A ridge of 1e-06 does not tell the 3 columns of the read-out apart", error.Message);
    }

    private static Task<StudyLab.Outcome> RunAsync(string[] settings) =>
        StudyLab.RunAsync(new ReservoirStudyProtocol(), seed: 1, [.. settings.GroupBy(each => each.Split('=')[0])
            .Select(group => group.Last())]);

    // The target is the input of the step before.
    private string WriteTask(string format)
    {
        var random = new RandomStream(1);
        double[] u = [.. Enumerable.Range(0, 1000).Select(_ => (2 * random.NextDouble()) - 1)];
        double[] y = [0, .. u[..^1]];
        string file = Path.Combine(folder, $"task.{format}");
        if (format == "csv")
        {
            File.WriteAllLines(
                file,
                ["time,u,y", .. u.Select((value, i) => string.Create(CultureInfo.InvariantCulture, $"{i},{value},{y[i]}"))]);
            return file;
        }

        using var archive = new System.IO.Compression.ZipArchive(
            File.Create(file), System.IO.Compression.ZipArchiveMode.Create);
        foreach ((string name, double[] values) in ((string, double[])[])[("x", u), ("y", y)])
        {
            using Stream entry = archive.CreateEntry($"{name}.npy").Open();
            NumpyFile.Write(entry, values);
        }

        return file;
    }
}
