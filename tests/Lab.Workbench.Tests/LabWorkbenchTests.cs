using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Runs.Records;
using Lab.Runs.Results;
using Lab.Workbench.Composition;
using Lab.Workbench.Twins;
using Lab.Workbench.Validation;

namespace Lab.Workbench.Tests;

/// <summary>A program's view of a bench: plan, run, resume, read, fit, validate.</summary>
public sealed class LabWorkbenchTests : IDisposable
{
    private static readonly Dictionary<string, string> Short = new() { ["powers"] = "2..12 uW step 5 uW" };

    private readonly RunsPlace place = new();

    public void Dispose() => place.Dispose();

    [Fact]
    public async Task RunAsync_SpinDiodeOnTwins_FindsTheResonanceOfTheThesis()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        RunResult run = await workbench.RunAsync("spin-diode", Short);

        Assert.True(run.IsDone, run.Info.Reason);
        ResultValue resonance = run.Results.Single(result => result.Name == "resonance_frequency");
        Assert.InRange(resonance.Value, 346e6 - 2e6, 346e6 + 2e6); // the shipped junction and its spread
        RunEntry entry = Assert.Single(workbench.ListRuns());
        Assert.Equal(run.Results, workbench.ReadRun(entry.Name).Results);
        Assert.Equal(run.Info.PlannedPoints, entry.ReadData().Count);
        Assert.False(entry.IsInterrupted);
    }

    [Fact]
    public async Task PlanAsync_SpinDiode_TellsPointsTimeAndLimitsWithoutARecord()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        RunPlan plan = await workbench.PlanAsync(
            "spin-diode", new Dictionary<string, string> { ["powers"] = "5 uW", ["frequencies"] = "340..350 MHz step 1 MHz" });

        Assert.False(plan.IsComputed);
        Assert.True(plan.Points >= 11);
        Assert.True(plan.BenchTime > Duration.FromSeconds(1));
        Assert.Contains(plan.Approaches, approach => approach.Limit.Contains("rf", StringComparison.Ordinal));
        Assert.Empty(workbench.ListRuns());
    }

    [Fact]
    public async Task ResumeAsync_StoppedRun_EqualsAnUnbrokenOne()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);
        var settings = new Dictionary<string, string>(Short) { ["frequencies"] = "320..372 MHz step 0.05 MHz" };
        using var stop = new CancellationTokenSource();

        RunResult stopped = await workbench.RunAsync(
            "spin-diode", settings, controls: new RunControls { Observer = new Stopper(stop), Stop = stop.Token });
        RunResult resumed = await workbench.ResumeAsync(stopped.Info.Run);
        RunResult unbroken = await workbench.RunAsync("spin-diode", settings);

        Assert.Equal(RunStatus.Aborted, stopped.Info.Status);
        Assert.True(resumed.IsDone, resumed.Info.Reason);
        Assert.Equal(unbroken.Results, resumed.Results);
    }

    [Fact]
    public async Task RunAsync_ObserverThatIsFrozen_RunsToItsEnd()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);
        using var frozen = new FrozenObserver();
        var many = new Dictionary<string, string>(Short) { ["frequencies"] = "320..372 MHz step 0.1 MHz" };

        RunResult run = await workbench.RunAsync("spin-diode", many, controls: new RunControls { Observer = frozen });

        Assert.True(run.IsDone, run.Info.Reason);
        Assert.True(run.DroppedProgress > 0);
        Assert.StartsWith("The observer of the run is blocked", run.ObserverFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_ObserverThatThrows_RunsToItsEndWithTheSameResults()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        RunResult thrown = await workbench.RunAsync(
            "spin-diode", Short, controls: new RunControls { Observer = new ThrowingObserver() });
        RunResult quiet = await workbench.RunAsync("spin-diode", Short);

        Assert.True(thrown.IsDone, thrown.Info.Reason);
        Assert.Equal(quiet.Results, thrown.Results);
        Assert.Contains("first with InvalidOperationException: I throw", thrown.ObserverFault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RunAsync_Observer_HearsBeginningPointsAndEndInTheirOrder()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);
        var observer = new OrderObserver();

        RunResult run = await workbench.RunAsync("spin-diode", Short, controls: new RunControls { Observer = observer });

        Assert.Null(run.ObserverFault);
        Assert.Equal($"started {run.Info.Run}", observer.Heard[0]);
        Assert.Equal($"point {run.Info.PlannedPoints}", observer.Heard[^2]);
        Assert.Equal($"finished {run.Info.Run}", observer.Heard[^1]);
    }

    [Fact]
    public async Task RunAsync_PowerAboveALimit_IsRefusedAndRecordsNothing()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        WorkbenchException refusal = await Assert.ThrowsAsync<WorkbenchException>(
            () => workbench.RunAsync("spin-diode", new Dictionary<string, string> { ["powers"] = "50 mW" }));

        Assert.Equal(WorkbenchFault.Refused, refusal.Fault);
        Assert.StartsWith(
            "The rehearsal on twins failed, and nothing was sent to the bench.", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(workbench.ListRuns());
    }

    [Fact]
    public async Task ExperimentOf_ProtocolThatIsMistyped_NamesTheNearest()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        WorkbenchException refusal = Assert.Throws<WorkbenchException>(() => workbench.ExperimentOf("spindiode"));

        Assert.Equal(WorkbenchFault.Request, refusal.Fault);
        Assert.Contains("spin-diode", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenAsync_BenchFileWithAMistake_IsRefusedWithItsPlace()
    {
        string file = place.Write("bench.yaml", BenchFiles.ReadShipped("spin-diode").Replace(
            "driver: keithley-2182a", "driver: keithley-2182b", StringComparison.Ordinal));

        WorkbenchException refusal = await Assert.ThrowsAsync<WorkbenchException>(() => LabWorkbench.OpenAsync(file));

        Assert.Equal(WorkbenchFault.Request, refusal.Fault);
        Assert.Contains("bench.yaml:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitTwinAsync_RunOnTwins_GivesATwinThatMeasuresAlike()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);
        RunResult run = await workbench.RunAsync("spin-diode");

        FittedTwin twin = await workbench.FitTwinAsync([run.Info.Run]);

        Assert.InRange(twin.Comparisons.Average(spectrum => spectrum.ChiSquare), 0.7, 1.3);
        Assert.Contains("resonance_frequency: ", twin.Device, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FitTwinAsync_SpectraOfAnOscillator_GiveADeviceFileThatABenchTakesUp()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);
        RunResult run = await workbench.RunAsync("oscillator-spectrum");

        FittedTwin twin = await workbench.FitTwinAsync([run.Info.Run]);

        Assert.Empty(twin.Doubts);
        double Of(string key) => twin.Parameters.Single(parameter => parameter.Key == key).Value.Value;
        Assert.Equal(232e6, Of("frequency"), 0.1e6);
        Assert.Equal(1e6, Of("linewidth"), 0.12e6);
        Assert.Equal(-5, Of("nonlinearity"), 0.8);
        Assert.Equal(4.4e6, Of("damping_rate"), 0.7e6);
        Assert.Equal(2e-3, Of("threshold_current"), 0.1e-3);
        Assert.Equal(5e-3, Of("voltage"), 0.25e-3);
        Assert.Contains("oscillators:\n  sto:\n    current: 5 mA", twin.Device, StringComparison.Ordinal);
        Assert.Single(twin.Report.Figures);
    }

    [Fact]
    public async Task ValidateAsync_FewSeeds_ComparesResultsWithWhatTheTwinsHide()
    {
        LabWorkbench workbench = await LabWorkbench.OpenAsync(options: place.Options);

        Recovery recovery = await workbench.ValidateAsync("spin-diode", Short, count: 4);

        Assert.Equal(4, recovery.Outcomes.Count);
        Assert.Empty(recovery.Failures);
        RecoveredResult resonance = recovery.Results.Single(result => result.Name == "resonance_frequency");
        Assert.InRange(resonance.MeanTruth, 340e6, 352e6);
    }

    private sealed class Stopper(CancellationTokenSource stop) : IRunObserver
    {
        public void PointRecorded(RunProgress progress) => stop.Cancel();
    }

    private sealed class FrozenObserver : IRunObserver, IDisposable
    {
        private readonly ManualResetEventSlim thaw = new();

        public void Started(string run, string folder) => thaw.Wait();

        public void Dispose() => thaw.Set();
    }

    private sealed class ThrowingObserver : IRunObserver
    {
        public void Started(string run, string folder) => throw new InvalidOperationException("I throw");

        public void Progressed(RunProgress progress, Duration? timeLeft) =>
            throw new InvalidOperationException("I throw as well");

        public void Finished(RunResult result) => throw new InvalidOperationException("and at the end");
    }

    private sealed class OrderObserver : IRunObserver
    {
        public List<string> Heard { get; } = [];

        public void Started(string run, string folder) => Heard.Add($"started {run}");

        public void PointRecorded(RunProgress progress) => Heard.Add($"point {progress.Done}");

        public void Finished(RunResult result) => Heard.Add($"finished {result.Info.Run}");
    }
}
