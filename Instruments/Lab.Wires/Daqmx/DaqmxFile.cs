using System.Runtime.InteropServices;

namespace Lab.Wires.Daqmx;

/// <summary>Where NI's library lies, and the one that this process uses.</summary>
internal static class DaqmxFile
{
    /// <summary>The variable that names the file of the library, which is then the only one.</summary>
    public const string Variable = "LAB_DAQMX";

    /// <summary>How to mend a missing library.</summary>
    public const string Remedy =
        "install NI-DAQmx of ni.com (on Linux the package ni-daqmx of the NI repository, and a restart for its kernel modules), "
            + "or name the library's file in " + Variable;

    private static readonly Lazy<(DaqmxLibrary? Library, string Fault)> Found = new(() => Find(Candidates()));

    /// <summary>The library of this computer; <see langword="null"/> where there is none.</summary>
    public static DaqmxLibrary? Installed => Found.Value.Library;

    /// <summary>Why there is none, as the middle of a sentence.</summary>
    public static string Fault => Found.Value.Fault;

    /// <summary>The files that are looked for.</summary>
    public static IReadOnlyList<string> Candidates() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } own ? [own]
        : OperatingSystem.IsWindows() ? ["nicai_utf8.dll", "nicaiu.dll"]
        : ["libnidaqmx.so.1", "libnidaqmx.so"];

    /// <summary>The first of some files that is NI's library.</summary>
    /// <param name="files">The files.</param>
    public static (DaqmxLibrary? Library, string Fault) Find(IReadOnlyList<string> files)
    {
        var faults = new List<string>();
        foreach (string file in files)
        {
            if (!NativeLibrary.TryLoad(file, out nint handle))
            {
                faults.Add($"{file} is not there or cannot be loaded");
                continue;
            }

            try
            {
                return (new DaqmxLibrary(file, new DaqmxApi(handle)), string.Empty);
            }
            catch (EntryPointNotFoundException error)
            {
                NativeLibrary.Free(handle);
                faults.Add($"{file} is not NI-DAQmx, or too old: {error.Message}");
            }
        }

        return (null, string.Join("; ", faults));
    }
}
