using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Lab.Benchmarks.Measuring;

/// <summary>A Python script of the folder <c>peers</c> that stays alive, takes orders line by line and answers seconds.</summary>
/// <remarks>The interpreter is Debian's, for which the packages python3-pymeasure, python3-pyvisa-py and python3-torch are made;
/// the environment variable <c>LAB_BENCHMARKS_PYTHON</c> names another.</remarks>
internal sealed class PeerProcess : IAsyncDisposable
{
    private readonly Process process;

    private PeerProcess(Process process) => this.process = process;

    public static PeerProcess Start(string script, params string[] arguments) =>
        StartProgram(
            Environment.GetEnvironmentVariable("LAB_BENCHMARKS_PYTHON") ?? "/usr/bin/python3", [PathOf(script), .. arguments]);

    /// <summary>Compiles a C++ file of the folder for this processor and starts it; Debian's g++, or the compiler of the
    /// environment variable <c>CXX</c>.</summary>
    public static PeerProcess StartCompiled(string source, params string[] arguments)
    {
        string program = Path.ChangeExtension(PathOf(source), null);
        string compiler = Environment.GetEnvironmentVariable("CXX") ?? "g++";
        using Process compilation = StartInstalled(
            new ProcessStartInfo(
                compiler, ["-O3", "-march=native", "-ffast-math", "-std=c++17", PathOf(source), "-o", program]),
            "Install it ('apt-get install g++'), or name another compiler by the environment variable CXX.");
        compilation.WaitForExit();
        return compilation.ExitCode == 0
            ? StartProgram(program, arguments)
            : throw new InvalidOperationException($"{compiler} does not compile {source}; its message is above.");
    }

    private static Process StartInstalled(ProcessStartInfo start, string remedy)
    {
        try
        {
            return Process.Start(start) ?? throw new InvalidOperationException($"{start.FileName} did not start. {remedy}");
        }
        catch (Win32Exception missing)
        {
            throw new InvalidOperationException(
                $"The benchmark is measured beside a peer, which needs {start.FileName}: {missing.Message}. {remedy}", missing);
        }
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, "peers", file);

    private static PeerProcess StartProgram(string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };

        // PyTorch's own setting does not reach OpenBLAS built with pthreads, which would take all cores.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        return new PeerProcess(StartInstalled(
            start,
            "Install it ('apt-get install python3-numpy'), or name another interpreter by the environment variable "
                + "LAB_BENCHMARKS_PYTHON."));
    }

    /// <summary>Gives an order and returns the time the peer took for it, by its own clock.</summary>
    public async Task<TimeSpan> MeasureAsync(string order)
    {
        await process.StandardInput.WriteLineAsync(order);
        await process.StandardInput.FlushAsync();
        string answer = await process.StandardOutput.ReadLineAsync()
            ?? throw new InvalidOperationException(
                "The peer died; its message is above. Install python3-pymeasure, python3-pyvisa-py, python3-torch and "
                    + "libopenblas0-pthread.");
        return TimeSpan.FromSeconds(double.Parse(answer, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
