using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Wires;

/// <summary>
/// The functions of the VISA C library that Lab calls (VPP-4.3.2), the same for every maker and system. A session is a 32-bit
/// number, a status a signed one, below zero for errors. The state of an attribute is as wide as a pointer. On 32-bit Windows the
/// functions are <c>stdcall</c>; elsewhere there is one convention.
/// </summary>
internal sealed unsafe class VisaCApi
{
    private const int TextLength = 1024; // VISA writes 256 bytes at most; some makers' write more

    private readonly delegate* unmanaged[Stdcall]<uint*, int> openDefaultManager;
    private readonly delegate* unmanaged[Stdcall]<uint, byte*, uint, uint, uint*, int> open;
    private readonly delegate* unmanaged[Stdcall]<uint, int> close;
    private readonly delegate* unmanaged[Stdcall]<uint, byte*, uint, uint*, int> read;
    private readonly delegate* unmanaged[Stdcall]<uint, byte*, uint, uint*, int> write;
    private readonly delegate* unmanaged[Stdcall]<uint, int> clear;
    private readonly delegate* unmanaged[Stdcall]<uint, uint, nuint, int> setAttribute;
    private readonly delegate* unmanaged[Stdcall]<uint, uint, void*, int> getAttribute;
    private readonly delegate* unmanaged[Stdcall]<uint, int, byte*, int> describe;
    private readonly delegate* unmanaged[Stdcall]<uint, byte*, uint*, uint*, byte*, int> find;
    private readonly delegate* unmanaged[Stdcall]<uint, byte*, int> findNext;

    /// <summary>Binds a library that is loaded.</summary>
    /// <exception cref="EntryPointNotFoundException">It lacks a function: it is not VISA.</exception>
    public VisaCApi(nint library)
    {
        openDefaultManager = (delegate* unmanaged[Stdcall]<uint*, int>)NativeLibrary.GetExport(library, "viOpenDefaultRM");
        open = (delegate* unmanaged[Stdcall]<uint, byte*, uint, uint, uint*, int>)NativeLibrary.GetExport(library, "viOpen");
        close = (delegate* unmanaged[Stdcall]<uint, int>)NativeLibrary.GetExport(library, "viClose");
        read = (delegate* unmanaged[Stdcall]<uint, byte*, uint, uint*, int>)NativeLibrary.GetExport(library, "viRead");
        write = (delegate* unmanaged[Stdcall]<uint, byte*, uint, uint*, int>)NativeLibrary.GetExport(library, "viWrite");
        clear = (delegate* unmanaged[Stdcall]<uint, int>)NativeLibrary.GetExport(library, "viClear");
        setAttribute = (delegate* unmanaged[Stdcall]<uint, uint, nuint, int>)NativeLibrary.GetExport(library, "viSetAttribute");
        getAttribute = (delegate* unmanaged[Stdcall]<uint, uint, void*, int>)NativeLibrary.GetExport(library, "viGetAttribute");
        describe = (delegate* unmanaged[Stdcall]<uint, int, byte*, int>)NativeLibrary.GetExport(library, "viStatusDesc");
        find = (delegate* unmanaged[Stdcall]<uint, byte*, uint*, uint*, byte*, int>)NativeLibrary.GetExport(
            library, "viFindRsrc");
        findNext = (delegate* unmanaged[Stdcall]<uint, byte*, int>)NativeLibrary.GetExport(library, "viFindNext");
    }

    /// <summary>viOpenDefaultRM: a session with the resource manager.</summary>
    public int OpenDefaultManager(out uint manager)
    {
        fixed (uint* result = &manager)
        {
            return openDefaultManager(result);
        }
    }

    /// <summary>viOpen, without a lock.</summary>
    public int Open(uint manager, string resource, uint milliseconds, out uint session)
    {
        fixed (byte* name = Encoding.UTF8.GetBytes(resource + '\0'))
        fixed (uint* result = &session)
        {
            return open(manager, name, 0, milliseconds, result);
        }
    }

    /// <summary>viClose, of a session or of the list of a search.</summary>
    public int Close(uint session) => close(session);

    /// <summary>viRead, up to END, the termination character or the buffer's end.</summary>
    public int Read(uint session, Span<byte> target, out uint count)
    {
        fixed (byte* bytes = target)
        fixed (uint* result = &count)
        {
            return read(session, bytes, (uint)target.Length, result);
        }
    }

    /// <summary>viWrite.</summary>
    public int Write(uint session, ReadOnlySpan<byte> source, out uint count)
    {
        fixed (byte* bytes = source)
        fixed (uint* result = &count)
        {
            return write(session, bytes, (uint)source.Length, result);
        }
    }

    /// <summary>viClear.</summary>
    public int Clear(uint session) => clear(session);

    /// <summary>viSetAttribute.</summary>
    public int SetAttribute(uint session, uint attribute, nuint state) => setAttribute(session, attribute, state);

    /// <summary>viGetAttribute, of an attribute of 32 bits.</summary>
    public int GetAttribute(uint session, uint attribute, out uint state)
    {
        // Room for 64 bits, should a maker's library write as many.
        ulong room = 0;
        int status = getAttribute(session, attribute, &room);
        state = *(uint*)&room;
        return status;
    }

    /// <summary>viGetAttribute, of an attribute that is a text.</summary>
    public int GetAttribute(uint session, uint attribute, out string state)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        int status = getAttribute(session, attribute, text);
        state = Text(text);
        return status;
    }

    /// <summary>viStatusDesc: what a status means in VISA's words, with its number where VISA has no words for it.</summary>
    public string Describe(uint session, int status)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        return describe(session, status, text) >= 0 && *text != 0 ? Text(text) : $"status 0x{status:X8}";
    }

    /// <summary>viFindRsrc: starts a search.</summary>
    public int Find(uint manager, string expression, out uint list, out uint count, out string first)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        fixed (byte* wanted = Encoding.UTF8.GetBytes(expression + '\0'))
        fixed (uint* foundList = &list, foundCount = &count)
        {
            int status = find(manager, wanted, foundList, foundCount, text);
            first = Text(text);
            return status;
        }
    }

    /// <summary>viFindNext.</summary>
    public int FindNext(uint list, out string next)
    {
        byte* text = stackalloc byte[TextLength];
        *text = 0;
        int status = findNext(list, text);
        next = Text(text);
        return status;
    }

    private static string Text(byte* text) => Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
}
