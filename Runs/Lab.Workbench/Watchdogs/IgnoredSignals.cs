using System.Runtime.InteropServices;

namespace Lab.Workbench.Watchdogs;

/// <summary>Signals that reach a watchdog because they reach all processes of a terminal or of a computer that shuts down. It
/// outlives them: the run ends by them, in its safe state, and tells its watchdog.</summary>
public sealed class IgnoredSignals : IDisposable
{
    private readonly PosixSignalRegistration[] registrations;

    /// <summary>Ignores them until it is disposed of.</summary>
    public IgnoredSignals()
    {
        PosixSignal[] signals = OperatingSystem.IsWindows()
            ? [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT]
            : [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT, PosixSignal.SIGTSTP];
        registrations = [.. signals.Select(signal => PosixSignalRegistration.Create(signal, context => context.Cancel = true))];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }
    }
}
