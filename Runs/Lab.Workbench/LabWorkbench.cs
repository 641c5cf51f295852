using Lab.Benches;
using Lab.Modules.Loading;
using Lab.Runs.Calibrations;
using Lab.Runs.Locks;
using Lab.Runs.Protocols;
using Lab.Runs.Records;
using Lab.Workbench.Composition;
using Lab.Workbench.Twins;
using Lab.Workbench.Validation;

namespace Lab.Workbench;

/// <summary>
/// The work of the commands of <c>lab</c>, for programs: plan, run and resume experiments on one bench, read records, fit twins,
/// validate protocols. A workbench holds no instrument: each run locks and opens the bench, and leaves it in its safe state.
/// </summary>
/// <remarks>Safe to share between threads. Two runs at a time need benches without a common instrument.</remarks>
public sealed class LabWorkbench
{
    private readonly string? benchFile;
    private readonly LoadedModules modules;
    private readonly WorkbenchOptions options;

    private LabWorkbench(string? benchFile, LoadedModules modules, WorkbenchOptions options)
    {
        this.benchFile = benchFile;
        this.modules = modules;
        this.options = options;
    }

    /// <summary>The protocols that ship with Lab and those of the bench's modules.</summary>
    public IReadOnlyList<IProtocol> Protocols => modules.Registry.Protocols.All;

    /// <summary>The calibrations: list, put in force, end.</summary>
    public CalibrationStore Calibrations => new(
        options.CalibrationsFolder
        ?? Path.Combine(
            Path.GetDirectoryName(Path.GetFullPath(options.RunsFolder)) ?? string.Empty, Experiment.CalibrationsName));

    /// <summary>Reads a bench file, and loads the modules that it names. No instrument is touched.</summary>
    /// <param name="benchFile">The bench file; <see langword="null"/> for the simulated bench that ships with each
    /// protocol.</param>
    /// <param name="options">Folders, twins and limits.</param>
    /// <exception cref="WorkbenchException">The file is wrong, with all findings, or a module cannot be used.</exception>
    public static Task<LabWorkbench> OpenAsync(string? benchFile = null, WorkbenchOptions? options = null) => Task.Run(() =>
    {
        options ??= new WorkbenchOptions();
        string? file = benchFile is null ? null : Path.GetFullPath(benchFile);
        var workbench = new LabWorkbench(file, BenchModules.Of(file), options);
        if (file is not null)
        {
            _ = workbench.ReadBench(string.Empty);
        }

        return workbench;
    });

    /// <summary>Puts an experiment together. Nothing is opened.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="settings">Settings by key, as a settings file has them; the others keep their defaults.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    /// <exception cref="WorkbenchException">There is no such protocol, a setting does not fit, or the bench lacks an
    /// instrument.</exception>
    public Experiment ExperimentOf(string protocol, IReadOnlyDictionary<string, string>? settings = null, ulong seed = 1)
    {
        IProtocol chosen = Experiment.FindProtocol(modules.Registry, protocol);
        object values = SettingsSources.Bind(chosen, settings ?? new Dictionary<string, string>());
        return On(chosen, values, benchFile, seed) with { Simulate = options.Simulate, HasRoughTwins = options.HasRoughTwins };
    }

    /// <summary>Tells points, bench time and nearest limits of an experiment, without touching an instrument.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="settings">Settings by key; the others keep their defaults.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    /// <param name="observer">Hears how far the rehearsal on twins is.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="WorkbenchException">The request is wrong, or the rehearsal failed: its reason is the message.</exception>
    public Task<RunPlan> PlanAsync(
        string protocol,
        IReadOnlyDictionary<string, string>? settings = null,
        ulong seed = 1,
        IRunObserver? observer = null,
        CancellationToken stop = default)
    {
        Experiment experiment = ExperimentOf(protocol, settings, seed);
        return RunPlan.OfAsync(experiment, experiment.InForce(Calibrations), observer, stop);
    }

    /// <summary>Carries an experiment out: rehearses it on twins, locks and opens the bench, measures, records, analyses, writes
    /// the report.
    /// However it ends, the bench is brought to its safe state; on instruments outside this process a watchdog does so even if
    /// this process
    /// dies.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="settings">Settings by key; the others keep their defaults.</param>
    /// <param name="seed">The seed of all random numbers.</param>
    /// <param name="controls">How the caller follows the run and stops it.</param>
    /// <returns>How it ended; a fault of an instrument or a stop is a result and no exception.</returns>
    /// <exception cref="WorkbenchException">The request is wrong, the rehearsal failed, the bench is in use or does not
    /// open.</exception>
    /// <exception cref="Lab.Runs.RunException">The run's folder cannot be written, or a file or calibration is
    /// missing.</exception>
    public Task<RunResult> RunAsync(
        string protocol, IReadOnlyDictionary<string, string>? settings = null, ulong seed = 1, RunControls? controls = null) =>
        new ExperimentRun(ExperimentOf(protocol, settings, seed), options.RunsFolder, Controls(controls)).StartAsync();

    /// <summary>Goes on with a run that was stopped, failed or died: recorded points are kept, the others are measured.</summary>
    /// <param name="run">The run's name, the beginning of it, or its folder.</param>
    /// <param name="acceptsChanges">Whether limits, instruments or calibrations may differ from how the run began.</param>
    /// <param name="controls">How the caller follows the run and stops it.</param>
    /// <inheritdoc cref="RunAsync" path="/returns"/>
    /// <exception cref="WorkbenchException">Something differs, the rehearsal failed, the bench is in use or does not
    /// open.</exception>
    /// <exception cref="Lab.Runs.RunException">The run is done or cannot be read.</exception>
    public Task<RunResult> ResumeAsync(string run, bool acceptsChanges = false, RunControls? controls = null)
    {
        var folder = RunFolder.Open(options.RunsFolder, run);
        RunInfo info = folder.ReadInfo();
        if (benchFile is null && info.BenchFile is { } began)
        {
            // The run's own bench brings its modules.
            return new LabWorkbench(began, BenchModules.Of(began), options).ResumeAsync(run, acceptsChanges, controls);
        }

        IProtocol protocol = Experiment.FindProtocol(modules.Registry, info.Protocol);
        object settings = SettingsSources.OfRunToResume(protocol, info, folder.FullPath, acceptsChanges);
        Experiment experiment = On(protocol, settings, benchFile ?? info.BenchFile, info.Seed) with
        {
            Simulate = info.Simulate,
            HasRoughTwins = info.HasRoughTwins,
        };
        return new ExperimentRun(experiment, options.RunsFolder, Controls(controls)).ResumeAsync(folder, acceptsChanges);
    }

    /// <summary>The recorded runs, oldest first.</summary>
    public IReadOnlyList<RunEntry> ListRuns() => RunEntry.List(options.RunsFolder);

    /// <summary>One recorded run.</summary>
    /// <param name="run">The run's name, the beginning of it, or its folder.</param>
    /// <exception cref="Lab.Runs.RunException">There is none, or it cannot be read.</exception>
    public RunEntry ReadRun(string run) => RunEntry.Read(RunFolder.Open(options.RunsFolder, run));

    /// <summary>Analyses a recorded run again.</summary>
    /// <param name="run">The run's name, the beginning of it, or its folder.</param>
    /// <param name="changes">Settings of the analysis in the place of the run's own, by key.</param>
    /// <exception cref="WorkbenchException">A setting is none of the analysis, or this version of Lab cannot read the
    /// run's.</exception>
    /// <exception cref="Lab.Runs.RunException">The run cannot be read.</exception>
    public AnalysedRun Analyse(string run, IReadOnlyDictionary<string, string>? changes = null) =>
        AnalysedRun.Of(RunFolder.Open(options.RunsFolder, run), changes ?? new Dictionary<string, string>());

    /// <summary>Finds the parameters of the device that runs measured, and measures every spectrum again on its twin.</summary>
    /// <param name="runs">Runs of spin-diode, weight-tuning and field-line-calibration on one device.</param>
    /// <param name="stop">Ends the fit.</param>
    /// <exception cref="WorkbenchException">The runs are of different devices or hold no spectrum, or a fit failed.</exception>
    /// <exception cref="Lab.Runs.RunException">A run cannot be read.</exception>
    public Task<FittedTwin> FitTwinAsync(IReadOnlyList<string> runs, CancellationToken stop = default) =>
        Task.Run(() => TwinFitting.FitAsync(options.RunsFolder, runs, benchFile, stop), CancellationToken.None);

    /// <summary>Runs a protocol on twins over many seeds, and compares its results with the hidden values of the twins.</summary>
    /// <param name="protocol">The protocol's name.</param>
    /// <param name="settings">Settings by key; the others keep their defaults.</param>
    /// <param name="seed">The first seed.</param>
    /// <param name="count">How many seeds, two at least.</param>
    /// <param name="progress">Told after each seed how many are done; called from several threads.</param>
    /// <param name="stop">Ends the study; the seeds that are done are given.</param>
    /// <exception cref="WorkbenchException">The request is wrong, or nothing is known to compare the results with.</exception>
    public Task<Recovery> ValidateAsync(
        string protocol,
        IReadOnlyDictionary<string, string>? settings = null,
        ulong seed = 1,
        int count = 200,
        Action<int>? progress = null,
        CancellationToken stop = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2);
        return RecoveryStudy.WithStatedErrorsAsync(ExperimentOf(protocol, settings, seed), count, progress ?? (_ => { }), stop);
    }

    private RunControls Controls(RunControls? controls)
    {
        controls ??= new RunControls();
        return controls with { WatchdogProgram = controls.WatchdogProgram ?? options.WatchdogProgram };
    }

    private Experiment On(IProtocol protocol, object settings, string? file, ulong seed)
    {
        BenchDefinition bench = Experiment.BenchFor(modules, protocol, settings, file);
        if (bench.Name.Length == 0)
        {
            // A study: the file is named in its record only where the study comes from a module of it.
            return new Experiment(modules, protocol, settings, bench, seed)
            {
                BenchFile = modules.Files.Count > 0 ? file : null,
                CalibrationsFolder = options.CalibrationsFolder,
            };
        }

        return new Experiment(modules, protocol, settings, Experiment.WithLimits(bench, options.Limits), seed)
        {
            BenchFile = file,
            Limits = options.Limits,
            CalibrationsFolder = options.CalibrationsFolder,
        };
    }

    private BenchDefinition ReadBench(string shipped) =>
        Experiment.WithLimits(BenchFiles.Load(benchFile, shipped, modules.Registry), options.Limits);
}
