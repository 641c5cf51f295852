using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Dashboard.Pages;

/// <summary>Finds the folder of a run that a request names, and no other folder of this computer.</summary>
/// <param name="runsFolder">The folder of all runs.</param>
internal sealed class RunFolders(string runsFolder)
{
    /// <summary>The folder of all runs.</summary>
    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(runsFolder));

    /// <summary>The folder of a run.</summary>
    /// <param name="name">The run's whole name.</param>
    /// <exception cref="DashboardException">There is none.</exception>
    public RunFolder Find(string name)
    {
        bool isName = name.Length is > 0 and < 256 && name is not ("." or "..")
            && name.IndexOfAny(['/', '\\', ':', '\0']) < 0 && Path.GetFileName(name) == name;
        try
        {
            string path = Path.Combine(Root, name);
            if (!isName || !Directory.Exists(path))
            {
                throw new DashboardException(404, $"There is no run '{name}'.");
            }

            RequireNoLinks(name, path);
            return RunFolder.Open(Root, path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DashboardException(404, $"The run '{name}' cannot be read: {error.Message}");
        }
        catch (RunException error)
        {
            throw new DashboardException(404, error.Message);
        }
    }

    // A record that came from elsewhere could name any file of this computer as its log or its report.
    private static void RequireNoLinks(string name, string path)
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(path).EnumerateFileSystemInfos())
        {
            if (entry.LinkTarget is not null)
            {
                throw new DashboardException(
                    409, $"The run '{name}' holds a link, '{entry.Name}', and is not shown: it may lead to any file.");
            }
        }
    }
}
