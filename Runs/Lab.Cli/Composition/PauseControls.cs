using System.Runtime.InteropServices;
using Lab.Runs.Engine;

namespace Lab.Cli.Composition;

/// <summary>How a person pauses a run between two points: the key p on a terminal, or Ctrl-Z (SIGTSTP); p again or SIGCONT lets
/// it go on. Where the system has no such signals, the key alone works.</summary>
internal sealed class PauseControls : IDisposable
{
    private static readonly TimeSpan KeyInterval = TimeSpan.FromMilliseconds(100);

    private readonly Terminal terminal;
    private readonly CancellationTokenSource ending = new();
    private readonly List<PosixSignalRegistration> registrations = [];

    /// <summary>Listens for keys and signals.</summary>
    /// <param name="terminal">Where to say what happens.</param>
    /// <param name="stop">Ends the listening to keys, as the end of the run does.</param>
    public PauseControls(Terminal terminal, CancellationToken stop)
    {
        this.terminal = terminal;
        if (!OperatingSystem.IsWindows())
        {
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTSTP, context =>
            {
                context.Cancel = true; // a stopped process could neither measure nor be taken for alive
                Pause();
            }));
            registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => Continue()));
        }

        if (terminal.HasKeys)
        {
            _ = ListenAsync(stop);
        }
    }

    /// <summary>The switch that the run obeys.</summary>
    public PauseSwitch Switch { get; } = new();

    public void Dispose()
    {
        ending.Cancel();
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }
    }

    private async Task ListenAsync(CancellationToken stop)
    {
        while (!ending.IsCancellationRequested && !stop.IsCancellationRequested)
        {
            // A process in the background that reads from its terminal, or sets it up for that, is stopped by it.
            while (ProcessGroups.IsInForeground() && Terminal.ReadKey() is { } key)
            {
                switch (key)
                {
                    case 'p' or 'P' when Switch.IsPaused:
                        Continue();
                        break;
                    case 'p' or 'P':
                        Pause();
                        break;
                    default:
                        break;
                }
            }

            await Task.Delay(KeyInterval, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private void Pause()
    {
        if (!Switch.IsPaused)
        {
            terminal.Error.WriteLine();
            terminal.Error.WriteLine(
                "Pausing after the current point; outputs stay as they are. Go on with p, or with the signal CONT to process "
                    + $"{Environment.ProcessId}.");
            Switch.Pause();
        }
    }

    private void Continue()
    {
        if (Switch.IsPaused)
        {
            terminal.Error.WriteLine("Going on.");
            Switch.Continue();
        }
    }
}
