using System.Collections.Concurrent;
using Lab.Dashboard.Views;
using Lab.Runs;
using Lab.Runs.Records;
using Lab.Workbench.Workers;

namespace Lab.Dashboard.Pages;

/// <summary>The studies whose items are being computed by workers: those of runs, and validations whose items lie among the runs
/// or beside their folder. Once all items are on record their folder goes away, and the run remains.</summary>
/// <param name="folders">The folder of all runs.</param>
/// <param name="lines">The runs as a list shows them.</param>
internal sealed class StudyPages(RunFolders folders, RunLines lines)
{
    private const int MostStudies = 100;

    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    private readonly ConcurrentDictionary<string, StudyWatch> watches = new();

    /// <summary>All studies, the newest first.</summary>
    public IReadOnlyList<StudyView> List()
    {
        (string Path, RunFolder? Run)[] found =
        [
            .. RunFolder.List(folders.Root).Reverse()
                .Select(run => (Path: PathOf(run), Run: (RunFolder?)run))
                .Concat(Validations().Select(path => (Path: path, Run: (RunFolder?)null)))
                .Where(each => StudyWatch.IsStudy(each.Path))
                .Take(MostStudies),
        ];
        foreach (string gone in watches.Keys.Except(found.Select(each => each.Path)))
        {
            watches.TryRemove(gone, out _);
        }

        return [.. found.Select(each => Of(each.Path, each.Run))];
    }

    /// <summary>The items of a run.</summary>
    /// <param name="run">The run.</param>
    /// <exception cref="DashboardException">No items of it are being computed by workers.</exception>
    public StudyView Of(RunFolder run) => HasItems(run)
        ? Of(PathOf(run), run)
        : throw new DashboardException(404, $"No items of '{run.Name}' are with workers.");

    /// <summary>Whether items of a run are with workers.</summary>
    public static bool HasItems(RunFolder run) => StudyWatch.IsStudy(PathOf(run));

    private static string PathOf(RunFolder run) => Path.Combine(run.FullPath, StudyWatch.FolderName);

    private IEnumerable<string> Validations() => new[] { folders.Root, Path.GetDirectoryName(folders.Root) }
        .OfType<string>()
        .Where(Directory.Exists)
        .SelectMany(folder => Directory.EnumerateDirectories(folder, $"*{StudyWatch.ValidationEnding}", NoLinks));

    private StudyView Of(string path, RunFolder? run)
    {
        string name = run?.Name ?? Path.GetFileName(path)[..^StudyWatch.ValidationEnding.Length];
        StudyProgress progress;
        try
        {
            progress = watches.GetOrAdd(path, each => new StudyWatch(each, TimeProvider.System)).Look();
        }
        catch (RunException error)
        {
            return new StudyView(name, run?.Name, "unreadable", error.Message, null); // it must not hide the others
        }

        string status = run is not null ? lines.Of(run).Status
            : progress.Alive > 0 ? "running"
            : progress.Done + progress.Failed == progress.Items ? "done"
            : "interrupted";
        return new StudyView(name, run?.Name, status, null, progress);
    }
}
