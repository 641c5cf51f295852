using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>An instrument on USB after the C stand-in for the kernel's module usbtmc,
/// and the tree of sysfs that shows it.</summary>
internal sealed class UsbtmcDouble : IDisposable
{
    public const string Address = "USB0::0x0957::0x17A6::MY123::INSTR";

    private const int NoSuchDevice = -19;
    private const int TimedOut = -110;
    private static readonly Lazy<nint> Library = new(Compile);

    private readonly Lock gate = new();
    private readonly SemaphoreSlim arrived = new(0);
    private readonly Queue<byte[]> answers = new();
    private readonly ContractDevice device;
    private readonly Call take;
    private readonly GiveCall give;
    private readonly StateCall status;
    private readonly StateCall clear;
    private CancellationTokenSource executing = new();
    private Task last = Task.CompletedTask;
    private byte[] current = [];
    private int position;

    public UsbtmcDouble(ContractDevice device, byte capabilities = 4, bool isOldModule = false, int openError = 0)
    {
        this.device = device;
        (take, give, status, clear) = (Take, Give, Status, Clear);
        SystemRoot = MakeTree();
        using var path = new NativeText("/dev/usbtmc0");
        var instrument = new Instrument
        {
            Path = path.Pointer,
            OpenError = openError,
            IsOldModule = isOldModule ? 1 : 0,
            Capabilities = capabilities,
            Take = Marshal.GetFunctionPointerForDelegate(take),
            Give = Marshal.GetFunctionPointerForDelegate(give),
            Status = Marshal.GetFunctionPointerForDelegate(status),
            Clear = Marshal.GetFunctionPointerForDelegate(clear),
        };
        Function<AttachCall>("double_attach")(ref instrument);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Call(nint bytes, int count);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int GiveCall(nint bytes, int count, uint milliseconds, ref byte attributes);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int StateCall();

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate void AttachCall(ref Instrument instrument);

    /// <summary>Where its sysfs is.</summary>
    public string SystemRoot { get; }

    /// <summary>The most bytes of a transfer: an answer comes in several, as some instruments send it.</summary>
    public int LargestTransfer { get; init; } = 1000;

    /// <summary>Whether its status byte shows an answer that is there.</summary>
    public bool ShowsAnswers { get; init; } = true;

    /// <summary>Whether it was pulled out.</summary>
    public bool IsGone { get; set; }

    public int ClearCount { get; private set; }

    public static UsbtmcLibrary Calls => new(Library.Value, "double_");

    /// <summary>A count that the stand-in keeps: <c>aborts_in</c>, <c>unknown_requests</c>, <c>timeout</c>,
    /// <c>is_open</c>.</summary>
    public static int Count(string name) => Function<StateCall>($"double_{name}")();

    public UsbtmcWires Wires() => new(new Lazy<UsbtmcLibrary>(Calls), SystemRoot);

    public void Dispose()
    {
        executing.Cancel();
        executing.Dispose();
        arrived.Dispose();
        Directory.Delete(SystemRoot, recursive: true);
    }

    private static T Function<T>(string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(Library.Value, name));

    private static nint Compile()
    {
        string source = Path.Combine(AppContext.BaseDirectory, "usbtmc_double.c");
        string target = Path.Combine(AppContext.BaseDirectory, "usbtmc_double.so");
        using Process compiler = Process.Start("cc", ["-shared", "-fPIC", "-Wall", "-Werror", "-o", target, source]);
        compiler.WaitForExit();
        return compiler.ExitCode == 0
            ? NativeLibrary.Load(target)
            : throw new InvalidOperationException($"cc does not compile {source}.");
    }

    // As the kernel has it: the entry of the class leads to the interface, whose folder lies in that of the instrument.
    private static string MakeTree()
    {
        string root = Directory.CreateTempSubdirectory("lab-sysfs-").FullName;
        string instrument = Path.Combine(root, "devices", "usb1", "1-2");
        string interfaces = Path.Combine(instrument, "1-2:1.0");
        string entry = Path.Combine(interfaces, "usbmisc", "usbtmc0");
        Directory.CreateDirectory(entry);
        File.WriteAllText(Path.Combine(instrument, "idVendor"), "0957\n");
        File.WriteAllText(Path.Combine(instrument, "idProduct"), "17a6\n");
        File.WriteAllText(Path.Combine(instrument, "serial"), "MY123\n");
        Directory.CreateSymbolicLink(Path.Combine(entry, "device"), interfaces);
        string folder = Directory.CreateDirectory(Path.Combine(root, "class", "usbmisc")).FullName;
        Directory.CreateSymbolicLink(Path.Combine(folder, "usbtmc0"), entry);
        return root;
    }

    private int Take(nint bytes, int count)
    {
        if (IsGone)
        {
            return NoSuchDevice;
        }

        byte[] message = new byte[count];
        Marshal.Copy(bytes, message, 0, count);
        lock (gate)
        {
            last = RunAsync(last, message[^1] == (byte)'\n' ? message[..^1] : message, executing.Token);
        }

        return count;
    }

    private int Give(nint bytes, int count, uint milliseconds, ref byte attributes)
    {
        while (true)
        {
            if (IsGone)
            {
                return NoSuchDevice;
            }

            lock (gate)
            {
                if (position == current.Length && answers.TryDequeue(out byte[]? next))
                {
                    (current, position) = (next, 0);
                }

                if (position < current.Length)
                {
                    int length = Math.Min(Math.Min(count, LargestTransfer), current.Length - position);
                    Marshal.Copy(current, position, bytes, length);
                    position += length;
                    attributes = (byte)(position == current.Length ? 1 : 0);
                    return length;
                }
            }

            if (!arrived.Wait((int)milliseconds))
            {
                return TimedOut;
            }
        }
    }

    private int Status()
    {
        lock (gate)
        {
            return IsGone ? NoSuchDevice : ShowsAnswers && (answers.Count > 0 || position < current.Length) ? 16 : 0;
        }
    }

    private int Clear()
    {
        lock (gate)
        {
            if (IsGone)
            {
                return NoSuchDevice;
            }

            executing.Cancel();
            executing.Dispose();
            executing = new CancellationTokenSource();
            last = Task.CompletedTask;
            answers.Clear();
            (current, position) = ([], 0);
            ClearCount++;
            return 0;
        }
    }

    private async Task RunAsync(Task before, byte[] message, CancellationToken cancellationToken)
    {
        try
        {
            await before;
            ReadOnlyMemory<byte> answer = await device.ExecuteAsync(message, cancellationToken);
            lock (gate)
            {
                if (!cancellationToken.IsCancellationRequested && answer.Length > 0)
                {
                    answers.Enqueue([.. answer.Span, (byte)'\n']);
                    arrived.Release();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // A device clear.
        }
    }

    private sealed class NativeText(string text) : IDisposable
    {
        public nint Pointer { get; } = Marshal.StringToCoTaskMemUTF8(text);

        public void Dispose() => Marshal.FreeCoTaskMem(Pointer);
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Instrument
    {
        public nint Path;
        public int OpenError;
        public int IsOldModule;
        public byte Capabilities;
        public nint Take;
        public nint Give;
        public nint Status;
        public nint Clear;
    }
}
