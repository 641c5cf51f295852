using System.Diagnostics;
using Lab.Runs;

namespace Lab.Workbench.Workers;

/// <summary>Calls the programs of Slurm.</summary>
internal static class SlurmCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Runs one to its end, which comes within a minute.</summary>
    /// <param name="program">The program, such as <c>squeue</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <returns>Its exit code, and what it wrote; a code other than 0 and that it did not answer, where it did not.</returns>
    /// <exception cref="RunException">It is not on this machine.</exception>
    public static Task<(int ExitCode, string Output, string Error)> RunAsync(string program, params string[] arguments) =>
        RunAsync(Patience, program, arguments);

    /// <summary>Does the same within a time.</summary>
    internal static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        TimeSpan patience, string program, params string[] arguments)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }) ?? throw new RunException($"'{program}' did not start.");
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new RunException(
                $"'{program}' is not on the PATH of this machine: {error.Message} Log in to a machine from which jobs are "
                    + "submitted to Slurm, or install its programs (Debian: slurm-client); --on local needs none.",
                error);
        }

        using (process)
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync();
            Task<string> error = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(patience);
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                return (-1, string.Empty, $"'{program}' did not answer within {patience.TotalSeconds} s");
            }

            return (process.ExitCode, (await output.ConfigureAwait(false)).Trim(), (await error.ConfigureAwait(false)).Trim());
        }
    }
}
