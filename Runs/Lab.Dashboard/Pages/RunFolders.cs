using Lab.Runs;
using Lab.Runs.Records;

namespace Lab.Dashboard.Pages;

/// <summary>Finds the folder of a run that a request names, and no other folder of this computer.</summary>
/// <param name="runsFolder">The folder of all runs.</param>
internal sealed class RunFolders(string runsFolder)
{
    /// <summary>The folder of all runs.</summary>
    public string Root { get; } = Path.GetFullPath(runsFolder);

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
            return isName && Directory.Exists(path)
                ? RunFolder.Open(Root, path)
                : throw new DashboardException(404, $"There is no run '{name}'.");
        }
        catch (RunException error)
        {
            throw new DashboardException(404, error.Message);
        }
    }
}
