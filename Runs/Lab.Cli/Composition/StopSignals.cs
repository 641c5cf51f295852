using System.Runtime.InteropServices;

namespace Lab.Cli.Composition;

/// <summary>Ctrl-C, SIGTERM and the closing of the terminal: the first stops after the current point, a second at once. Either
/// way the bench is brought to its safe state before the process ends.</summary>
internal sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly CancellationTokenSource stopNow = new();
    private readonly PosixSignalRegistration[] registrations;
    private readonly TextWriter messages;

    public StopSignals(TextWriter messages)
    {
        this.messages = messages;
        registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGHUP, OnSignal),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => stop.Token;

    /// <summary>Cancelled by the second signal.</summary>
    public CancellationToken StopNow => stopNow.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in registrations)
        {
            registration.Dispose();
        }

        stop.Dispose();
        stopNow.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // the run ends by itself, in the safe state
        if (stop.IsCancellationRequested)
        {
            stopNow.Cancel();
            return;
        }

        messages.WriteLine();
        messages.WriteLine("Stopping after the current point. Once more stops at once; either way the bench is made safe.");
        stop.Cancel();
    }
}
