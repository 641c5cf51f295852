namespace Lab.Workbench.Tests;

/// <summary>A folder for one test with its runs and files.</summary>
internal sealed class RunsPlace : IDisposable
{
    public RunsPlace() => Directory.CreateDirectory(Folder);

    public string Folder { get; } = Path.Combine(Path.GetTempPath(), $"lab-workbench-tests-{Guid.NewGuid():N}");

    public WorkbenchOptions Options => new() { RunsFolder = Join("runs") };

    public string Join(string name) => Path.Combine(Folder, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(Join(name), text);
        return Join(name);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
