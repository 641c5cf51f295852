namespace Lab.Workbench;

/// <summary>Where a workbench keeps its records, and how it opens its bench.</summary>
public sealed record WorkbenchOptions
{
    /// <summary>The folder of all runs; made when the first run begins.</summary>
    public string RunsFolder { get; init; } = "runs";

    /// <summary>The folder of all calibrations; <see langword="null"/> for <c>calibrations</c> beside
    /// <see cref="RunsFolder"/>.</summary>
    public string? CalibrationsFolder { get; init; }

    /// <summary>Whether twins take the place of all instruments of the bench file.</summary>
    public bool Simulate { get; init; }

    /// <summary>Whether all twins have the manners of real instruments.</summary>
    public bool HasRoughTwins { get; init; }

    /// <summary>Limits in the place of the bench file's, such as <c>rf.power.max=2 mW</c>. A run records the change.</summary>
    public IReadOnlyList<string> Limits { get; init; } = [];

    /// <summary>The program that watches over runs on real instruments: the full path of an installed <c>lab</c>.
    /// <see langword="null"/> for
    /// this library, which <c>dotnet</c> runs in a process of its own; a program published as a single file has to name
    /// one.</summary>
    public string? WatchdogProgram { get; init; }
}
