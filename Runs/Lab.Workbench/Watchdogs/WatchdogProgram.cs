namespace Lab.Workbench.Watchdogs;

/// <summary>This library as a program: the watchdog of a run. Not for people.</summary>
internal static class WatchdogProgram
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Usage = 2;

    /// <summary>Watches over a run, whose orders come in on the standard input.</summary>
    /// <param name="arguments">The word <c>watchdog</c>.</param>
    /// <returns>0 where the bench is safe, 1 where it is not, 2 where nothing was ordered.</returns>
    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is not [WatchdogLaunch.Word])
        {
            await Console.Error.WriteLineAsync(
                "Lab.Workbench is a library; the programs that use it start it to watch over a run.").ConfigureAwait(false);
            return Usage;
        }

        return await new WatchdogDuty(Console.In, Console.Out, Console.Error).CarryOutAsync().ConfigureAwait(false) switch
        {
            null => Done,
            WorkbenchFault.Request => Usage,
            _ => Refused,
        };
    }
}
