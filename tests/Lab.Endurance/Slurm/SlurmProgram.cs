using System.Collections.Concurrent;
using System.Diagnostics;

namespace Lab.Endurance.Slurm;

/// <summary>A program of Slurm that serves until it is killed, and what it says.</summary>
internal sealed class SlurmProgram : IDisposable
{
    private readonly Process process;
    private readonly ConcurrentQueue<string> lines = [];

    /// <summary>Starts it.</summary>
    public SlurmProgram(string program, string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new InvalidOperationException($"'{program}' did not start.");
        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it said so far.</summary>
    public IReadOnlyCollection<string> Lines => lines;

    /// <summary>Kills it, and waits for its end.</summary>
    public void Kill()
    {
        process.Kill();
        process.WaitForExit();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            Kill();
        }

        process.Dispose();
    }

    private void Take(object sender, DataReceivedEventArgs said)
    {
        if (said.Data is { } line)
        {
            lines.Enqueue(line);
        }
    }
}
