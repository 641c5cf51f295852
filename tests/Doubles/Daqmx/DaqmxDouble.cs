using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Doubles;

/// <summary>A stand-in for NI-DAQmx, compiled from C with <c>cc</c>. Each variant is a library of its own, with a card of its
/// own.</summary>
internal sealed class DaqmxDouble
{
    private static readonly Lazy<string> Built = new(() => Build("built"));

    private readonly nint handle;

    private DaqmxDouble(string file)
    {
        File = file;
        handle = NativeLibrary.Load(file);
    }

    private delegate void NumberFunction(int number);

    private delegate void FailFunction([MarshalAs(UnmanagedType.LPUTF8Str)] string function, int status);

    private delegate int CountFunction();

    private delegate void TraceFunction(byte[] into, nint room);

    /// <summary>The file.</summary>
    public string File { get; }

    /// <summary>Loads a library with a card of its own.</summary>
    /// <param name="variant">A name of its own for each test that changes its card.</param>
    public static DaqmxDouble Load(string variant)
    {
        string file = PathOf(variant);
        System.IO.File.Copy(Built.Value, file, overwrite: true);
        return new DaqmxDouble(file);
    }

    /// <summary>Compiles a library.</summary>
    /// <param name="variant">Its name.</param>
    /// <param name="flags">Flags of the compiler.</param>
    /// <returns>The library's file.</returns>
    public static string Build(string variant, params string[] flags) => Compile(variant, flags);

    private static string PathOf(string variant) =>
        Path.Combine(Path.GetTempPath(), $"lab-daqmx-{Environment.ProcessId}-{variant}.so");

    private static string Compile(string variant, string[] flags, [CallerFilePath] string file = "")
    {
        string source = Path.Combine(Path.GetDirectoryName(file)!, "daqmx_double.c");
        string made = PathOf(variant);
        using Process compiler = Process.Start(
            new ProcessStartInfo(
                "cc", ["-shared", "-fPIC", "-Wall", "-Wextra", "-Werror", .. flags, "-o", made, source, "-lpthread"])
            {
                UseShellExecute = false,
            })!;
        compiler.WaitForExit();
        Assert.Equal(0, compiler.ExitCode);
        return made;
    }

    /// <summary>Pulls the card out, or puts it back.</summary>
    public void Unplug(bool isUnplugged) => Function<NumberFunction>("daqmx_double_unplug")(isUnplugged ? 1 : 0);

    /// <summary>Lets a function fail until it is told otherwise with a status of 0.</summary>
    public void Fail(string function, int status) => Function<FailFunction>("daqmx_double_fail")(function, status);

    /// <summary>Lets the next call warn.</summary>
    public void Warn(int status) => Function<NumberFunction>("daqmx_double_warn")(status);

    /// <summary>How many tasks there are that were not cleared.</summary>
    public int TaskCount => Function<CountFunction>("daqmx_double_tasks")();

    /// <summary>The calls since the last look, a line each, with their arguments.</summary>
    public string[] Trace()
    {
        byte[] text = new byte[1 << 20];
        Function<TraceFunction>("daqmx_double_trace")(text, text.Length);
        return Encoding.UTF8.GetString(text).TrimEnd('\0').Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(handle, name));
}
