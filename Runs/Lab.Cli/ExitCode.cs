using Lab.Workbench;

namespace Lab.Cli;

/// <summary>The program's exit code.</summary>
internal static class ExitCode
{
    /// <summary>All went well.</summary>
    public const int Done = 0;

    /// <summary>The experiment, an instrument or a limit says no.</summary>
    public const int Refused = 1;

    /// <summary>Wrong usage or configuration.</summary>
    public const int Usage = 2;

    /// <summary>Stopped on purpose.</summary>
    public const int Aborted = 130;

    /// <summary>The exit code for a fault of the workbench.</summary>
    /// <param name="fault">The fault; <see langword="null"/> where all went well.</param>
    public static int Of(WorkbenchFault? fault) => fault switch
    {
        null => Done,
        WorkbenchFault.Request => Usage,
        WorkbenchFault.Stopped => Aborted,
        _ => Refused,
    };
}
