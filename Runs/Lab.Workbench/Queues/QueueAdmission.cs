using Lab.Instruments.Files;
using Lab.Runs;
using Lab.Runs.Locks;
using Lab.Runs.Records;
using Lab.Runs.Settings;
using Lab.Workbench.Composition;

namespace Lab.Workbench.Queues;

/// <summary>Adds runs to a queue: freezes them, and rehearses them as they are frozen.</summary>
/// <param name="queue">The queue.</param>
public sealed class QueueAdmission(RunQueue queue)
{
    private const string BenchFolder = "bench";

    /// <summary>Adds an experiment.</summary>
    /// <param name="experiment">The experiment.</param>
    /// <param name="request">What is known of it besides: the command, the folder of runs, who adds it, and its terms.</param>
    /// <param name="observer">Hears how far the rehearsal is.</param>
    /// <param name="stop">Ends the rehearsal; nothing is added then.</param>
    /// <returns>The run as it waits, and what the rehearsal told.</returns>
    /// <exception cref="WorkbenchException">The rehearsal failed, a condition cannot be met, or a file cannot be frozen; nothing
    /// was added.</exception>
    public async Task<(QueuedRun Run, RunPlan Plan)> AddAsync(
        Experiment experiment, QueueRequest request, IRunObserver? observer = null, CancellationToken stop = default)
    {
        ArgumentNullException.ThrowIfNull(experiment);
        ArgumentNullException.ThrowIfNull(request);
        int number = 0;
        await queue.ChangeAsync(state =>
        {
            RequireTerms(state, experiment, request.Terms);
            number = state.NextNumber;
            return state with { NextNumber = number + 1 };
        }).ConfigureAwait(false);
        string frozen = queue.FolderOf(number);
        try
        {
            QueuedRun run = Freeze(experiment, request, number, frozen);
            LabWorkbench workbench = await QueuedExperiment.OpenAsync(run).ConfigureAwait(false);
            RunPlan plan = await workbench.PlanAsync(run.Protocol, run.Settings, run.Seed, observer, stop).ConfigureAwait(false);
            await queue.ChangeAsync(state => state with { Runs = [.. state.Runs, run] }).ConfigureAwait(false);
            return (run, plan);
        }
        catch
        {
            if (Directory.Exists(frozen))
            {
                Directory.Delete(frozen, recursive: true);
            }

            throw;
        }
    }

    private static void RequireTerms(QueueState state, Experiment experiment, QueueTerms terms)
    {
        if (terms.After is { } after)
        {
            _ = state.Get(after);
        }

        if (terms.Repeats is < 0 or > 1000)
        {
            throw new WorkbenchException("A failed run is repeated 0 to 1000 times.", WorkbenchFault.Request);
        }

        if (terms.Interlock is { } name && !experiment.Bench.Interlocks.Any(interlock => interlock.Name == name))
        {
            string known = string.Join(", ", experiment.Bench.Interlocks.Select(interlock => interlock.Name));
            throw new WorkbenchException(
                $"Bench '{experiment.Bench.Name}' has no interlock '{name}'; "
                    + (known.Length > 0 ? $"it has {known}." : "it has none."),
                WorkbenchFault.Request);
        }
    }

    private static QueuedRun Freeze(Experiment experiment, QueueRequest request, int number, string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
            var settings = new Dictionary<string, string>(
                SettingsBinder.Write(experiment.Protocol.SettingsType, experiment.Settings));
            var files = new List<RunFile>();
            foreach (NamedFile named in experiment.Protocol.FilesOf(experiment.Settings).Where(named => File.Exists(named.Path)))
            {
                RunFile file = RunFiles.Take(named, folder);
                files.Add(file);
                if (settings.TryGetValue(named.Setting, out string? text))
                {
                    settings[named.Setting] = text == named.Path ? RunFiles.Find(folder, file) : FullFolder(text, file.Path);
                }
            }

            var elsewhere = new List<string>();
            string? frozenBench = experiment.BenchFile is { } bench ? FreezeBench(experiment, bench, folder, elsewhere) : null;
            return new QueuedRun
            {
                Number = number,
                Command = request.Command,
                Protocol = experiment.Protocol.Name,
                Settings = settings,
                Bench = experiment.Bench.Name,
                BenchFile = experiment.BenchFile,
                FrozenBench = frozenBench,
                Addresses = experiment.Simulate ? [] : [.. BenchLock.AddressesOf(experiment.Bench)],
                Files = files,
                Sums = SumsOf(Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Concat(elsewhere)),
                Seed = experiment.Seed,
                Simulate = experiment.Simulate,
                HasRoughTwins = experiment.HasRoughTwins,
                Limits = experiment.Limits,
                RunsFolder = Path.GetFullPath(request.RunsFolder),
                CalibrationsFolder = experiment.CalibrationsFolder is { } calibrations ? Path.GetFullPath(calibrations) : null,
                Added = TimeProvider.System.GetUtcNow(),
                By = request.By,
                Terms = request.Terms,
            };
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or RunException)
        {
            throw new WorkbenchException($"The run cannot be frozen in '{folder}': {error.Message}", WorkbenchFault.Refused);
        }
    }

    /// <summary>The full path of a folder that a setting names: a queue that is worked off from elsewhere has to find
    /// it.</summary>
    /// <param name="text">The setting.</param>
    /// <param name="file">A file that is read for it, with its full path.</param>
    /// <returns>The full path; the setting as it is where it names no folder of that file.</returns>
    internal static string FullFolder(string text, string file)
    {
        string full = Path.GetFullPath(text);
        return Directory.Exists(full) && file.StartsWith(full + Path.DirectorySeparatorChar, StringComparison.Ordinal)
            ? full
            : text;
    }

    // The files that a bench file names lie where they lay, seen from the copy.
    private static string FreezeBench(Experiment experiment, string bench, string folder, List<string> elsewhere)
    {
        string text = BenchFiles.ReadText(bench, experiment.Protocol.DefaultBench);
        string from = Path.GetDirectoryName(bench) ?? string.Empty;
        string to = Path.Combine(folder, BenchFolder);
        Directory.CreateDirectory(to);
        string copy = Path.Combine(to, Path.GetFileName(bench));
        WholeFile.WriteText(copy, text);
        IEnumerable<string?> named =
        [
            RunFiles.DeviceOf(text, bench)?.Path,
            .. experiment.Bench.Instruments.Select(instrument => instrument.DescriptionFile),
            .. experiment.Modules.Files.Select(file => file.Path),
        ];
        foreach (string path in named.OfType<string>().Select(Path.GetFullPath).Distinct())
        {
            string relative = Path.GetRelativePath(from, path);
            bool isBelow = !Path.IsPathRooted(relative) && relative.Split('/', '\\')[0] != "..";
            if (isBelow)
            {
                Copy(path, Path.Combine(to, relative));
            }
            else if (!text.Contains(path, StringComparison.Ordinal))
            {
                throw new WorkbenchException(
                    $"The bench file '{bench}' names '{path}', which lies outside its folder: a queued run cannot keep a copy "
                        + "of it. Put it beside the bench file, or name it with its full path.",
                    WorkbenchFault.Request);
            }
            else
            {
                elsewhere.Add(path);
            }
        }

        return copy;
    }

    private static Dictionary<string, string> SumsOf(IEnumerable<string> files) => files.ToDictionary(
        Path.GetFullPath,
        file => RunFiles.SumOf(file) ?? throw new IOException($"'{file}' is not there any more, or cannot be read."));

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to) ?? string.Empty);
        using FileStream source = PlainFile.Open(from);
        WholeFile.Write(to, source.CopyTo);
    }
}
