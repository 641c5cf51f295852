using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Lab.Wires;

namespace Lab.Instruments.Tests.Wires;

/// <summary>The stand-in for the VISA C library, with devices of the tests behind it.</summary>
internal static partial class VisaCDouble
{
    private const string Library = "visa_double.so";

    public static readonly string LibraryFile = Path.Combine(AppContext.BaseDirectory, Library);

    private static readonly ConcurrentDictionary<(uint Session, uint Generation), Task> Last = new();
    private static readonly ConcurrentDictionary<string, Execute> Callbacks = new(); // kept from the collector
    private static readonly Lazy<VisaC> Loaded = new(() => VisaC.Load(LibraryFile));

    private unsafe delegate void Execute(uint session, uint generation, byte* message, uint length);

    /// <summary>The library as Lab binds it.</summary>
    public static VisaC Visa => Loaded.Value;

    /// <summary>The library as wires take it.</summary>
    public static VisaLibrary Only { get; } = new([new VisaCandidate(VisaKind.C, LibraryFile, () => Visa)]);

    /// <summary>Puts a device at an address.</summary>
    public static unsafe void Attach(string resource, ContractDevice device)
    {
        Execute execute = (session, generation, message, length) =>
        {
            byte[] text = new ReadOnlySpan<byte>(message, (int)length).ToArray();
            Last.AddOrUpdate(
                (session, generation),
                _ => Task.Run(() => AnswerAsync(session, generation, device, text)),
                (_, before) => before.ContinueWith(
                    _ => AnswerAsync(session, generation, device, text), TaskScheduler.Default).Unwrap());
        };
        Callbacks[resource] = execute;
        Attach(resource, Marshal.GetFunctionPointerForDelegate(execute));
    }

    /// <summary>Takes the complaints about wrong arguments.</summary>
    public static string TakeComplaints()
    {
        nint text = Complaints();
        try
        {
            return Marshal.PtrToStringUTF8(text)!;
        }
        finally
        {
            Free(text);
        }
    }

    [LibraryImport(Library, EntryPoint = "double_detach", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void Detach(string resource);

    [LibraryImport(Library, EntryPoint = "double_drop", StringMarshalling = StringMarshalling.Utf8)]
    public static partial void Drop(string resource);

    /// <summary>Lets the next call of an operation fail.</summary>
    [LibraryImport(Library, EntryPoint = "double_fail")]
    public static partial void Fail(VisaCOperation operation, int status);

    /// <summary>An attribute of the session that was opened last with a device.</summary>
    [LibraryImport(Library, EntryPoint = "double_attribute", StringMarshalling = StringMarshalling.Utf8)]
    public static partial long Attribute(string resource, uint attribute);

    /// <summary>How often that session was cleared.</summary>
    [LibraryImport(Library, EntryPoint = "double_clears", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Clears(string resource);

    [LibraryImport(Library, EntryPoint = "double_open_count", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int OpenCount(string resource);

    [LibraryImport(Library, EntryPoint = "double_attach", StringMarshalling = StringMarshalling.Utf8)]
    private static partial void Attach(string resource, nint execute);

    [LibraryImport(Library, EntryPoint = "double_answer")]
    private static partial void Answer(uint session, uint generation, ReadOnlySpan<byte> bytes, uint length);

    [LibraryImport(Library, EntryPoint = "double_complaints")]
    private static partial nint Complaints();

    [LibraryImport(Library, EntryPoint = "double_free")]
    private static partial void Free(nint text);

    private static async Task AnswerAsync(uint session, uint generation, ContractDevice device, byte[] message)
    {
        ReadOnlyMemory<byte> answer = await device.ExecuteAsync(message, CancellationToken.None);
        if (!answer.IsEmpty)
        {
            Answer(session, generation, answer.Span, (uint)answer.Length);
        }
    }
}
