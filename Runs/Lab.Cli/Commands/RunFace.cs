using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Quantities;
using Lab.Runs.Engine;
using Lab.Workbench;

namespace Lab.Cli.Commands;

/// <summary>Shows on the terminal how a run goes.</summary>
/// <param name="terminal">The terminal.</param>
/// <param name="page">Opens the page of the run; <see langword="null"/> where none is wanted.</param>
internal sealed class RunFace(Terminal terminal, PageOfRun? page = null) : IRunObserver
{
    private readonly ProgressLine rehearsal = new(terminal, TimeProvider.System);
    private readonly ProgressLine run = new(terminal, TimeProvider.System);

    /// <inheritdoc/>
    public void Rehearsed(RunProgress progress, Duration? timeLeft) => rehearsal.ShowRehearsal(progress);

    /// <inheritdoc/>
    public void Started(string run, string folder) => page?.Open(run);

    /// <inheritdoc/>
    public void Progressed(RunProgress progress, Duration? timeLeft)
    {
        rehearsal.End();
        run.Show(progress);
    }

    /// <inheritdoc/>
    public void Noted(string note)
    {
        End();
        terminal.Error.WriteLine(note);
    }

    /// <inheritdoc/>
    public void NotSafe(IReadOnlyList<string> steps)
    {
        End();
        foreach (string step in steps)
        {
            terminal.Error.WriteLine($"NOT SAFE: {step} Bring it to its safe state by hand.");
        }
    }

    /// <summary>Ends the line of progress, so that what follows starts on its own.</summary>
    public void End()
    {
        rehearsal.End();
        run.End();
    }
}
