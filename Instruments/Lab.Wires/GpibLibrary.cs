using System.Runtime.InteropServices;

namespace Lab.Wires;

/// <summary>
/// The C functions that linux-gpib (libgpib) and NI-488.2 (ni4882, gpib-32, NI488.framework) have in common, bound by name at run
/// time. Status, error and count are a thread's own: they are read on the thread that made the call.
/// </summary>
internal sealed unsafe class GpibLibrary
{
    /// <summary>The first time code of <c>ibtmo</c> that <see cref="Milliseconds"/> tells the time of.</summary>
    private const int OneMillisecond = 5;

    private const int FirstSecondary = 0x60;

    private static readonly int[] Milliseconds =
    [
        1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000
    ];

    private static readonly Lazy<GpibLibrary?> Found = new(() =>
        Candidates()
            .Select(file => NativeLibrary.TryLoad(file, out nint handle) ? TryBind(file, handle) : null)
            .FirstOrDefault(library => library is not null));

    private readonly delegate* unmanaged<int, int, int, int, int, int, int> open;
    private readonly delegate* unmanaged<int, byte*, nint, int> write;
    private readonly delegate* unmanaged<int, byte*, nint, int> read;
    private readonly delegate* unmanaged<int, int> clear;
    private readonly delegate* unmanaged<int, int, int> setTime;
    private readonly delegate* unmanaged<int, int, int> online;
    private readonly delegate* unmanaged<int> status;
    private readonly delegate* unmanaged<int> error;
    private readonly delegate* unmanaged<int> count;

    private GpibLibrary(string name, nint handle)
    {
        Name = name;
        open = (delegate* unmanaged<int, int, int, int, int, int, int>)NativeLibrary.GetExport(handle, "ibdev");
        write = (delegate* unmanaged<int, byte*, nint, int>)NativeLibrary.GetExport(handle, "ibwrt");
        read = (delegate* unmanaged<int, byte*, nint, int>)NativeLibrary.GetExport(handle, "ibrd");
        clear = (delegate* unmanaged<int, int>)NativeLibrary.GetExport(handle, "ibclr");
        setTime = (delegate* unmanaged<int, int, int>)NativeLibrary.GetExport(handle, "ibtmo");
        online = (delegate* unmanaged<int, int, int>)NativeLibrary.GetExport(handle, "ibonl");
        status = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "ThreadIbsta");
        error = (delegate* unmanaged<int>)NativeLibrary.GetExport(handle, "ThreadIberr");

        // A count of 64 bits where C's long has them; its lower half is enough. New libraries of NI have the other name alone.
        count = (delegate* unmanaged<int>)(NativeLibrary.TryGetExport(handle, "ThreadIbcntl", out nint longCount)
            ? longCount
            : NativeLibrary.GetExport(handle, "ThreadIbcnt"));
    }

    /// <summary>The library of this computer; <see langword="null"/> where there is none.</summary>
    public static GpibLibrary? Installed => Found.Value;

    /// <summary>The file that was loaded.</summary>
    public string Name { get; }

    /// <summary>The files that are looked for, those in the folder of <c>LAB_LIBRARIES</c> first.</summary>
    public static IReadOnlyList<string> Candidates()
    {
        string[] names = OperatingSystem.IsWindows() ? ["ni4882.dll", "gpib-32.dll"]
            : OperatingSystem.IsMacOS() ? ["/Library/Frameworks/NI488.framework/NI488", "libgpib.dylib"]
            : ["libgpib.so.0", "libgpib.so", "libgpibapi.so"];
        return Environment.GetEnvironmentVariable("LAB_LIBRARIES") is { Length: > 0 } own
            ? [.. names.Select(name => Path.Combine(own, Path.GetFileName(name))), .. names]
            : names;
    }

    /// <summary>Binds a file.</summary>
    /// <exception cref="DllNotFoundException">It cannot be loaded.</exception>
    /// <exception cref="EntryPointNotFoundException">It is no GPIB library.</exception>
    public static GpibLibrary Load(string file) => new(file, NativeLibrary.Load(file));

    /// <summary>The code of the shortest time that is not shorter than the one asked for.</summary>
    public static int CodeFor(TimeSpan time)
    {
        int index = Array.FindIndex(Milliseconds, milliseconds => milliseconds >= time.TotalMilliseconds);
        return OneMillisecond + (index >= 0 ? index : Milliseconds.Length - 1);
    }

    /// <summary>Opens a handle to an instrument, which is not asked anything yet.
    /// END goes with the last byte of each message.</summary>
    /// <returns>The handle, and how the call ended.</returns>
    public (int Handle, GpibResult Result) Open(GpibName name, int time)
    {
        int handle = open(name.Board, name.Primary, name.Secondary is { } secondary ? FirstSecondary + secondary : 0, time, 1, 0);
        GpibResult result = Result();
        return (handle, handle < 0 ? result with { Status = result.Status | (1 << 15) } : result);
    }

    /// <summary>Sends a message.</summary>
    public GpibResult Write(int handle, ReadOnlySpan<byte> message)
    {
        fixed (byte* first = message)
        {
            _ = write(handle, first, message.Length);
            return Result();
        }
    }

    /// <summary>Receives until the instrument's END, or until the space is full.</summary>
    public GpibResult Read(int handle, Span<byte> into)
    {
        fixed (byte* first = into)
        {
            _ = read(handle, first, into.Length);
            return Result();
        }
    }

    /// <summary>Clears the instrument (selected device clear).</summary>
    public GpibResult Clear(int handle)
    {
        _ = clear(handle);
        return Result();
    }

    /// <summary>Sets how long a call waits.</summary>
    public GpibResult SetTime(int handle, int time)
    {
        _ = setTime(handle, time);
        return Result();
    }

    /// <summary>Gives a handle back.</summary>
    public void Close(int handle) => _ = online(handle, 0);

    private static GpibLibrary? TryBind(string file, nint handle)
    {
        try
        {
            return new GpibLibrary(file, handle);
        }
        catch (EntryPointNotFoundException)
        {
            NativeLibrary.Free(handle);
            return null; // another library of that name
        }
    }

    private GpibResult Result() => new(status(), error(), count());
}
