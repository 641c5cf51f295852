using System.Runtime.InteropServices;
using Lab.Instruments.Wires;
using Lab.Quantities;

namespace Lab.Wires;

/// <summary>The VISA C library of any maker.</summary>
/// <param name="name">The file or name under which it was loaded.</param>
/// <param name="api">Its functions.</param>
internal sealed class VisaC(string name, VisaCApi api) : IVisa
{
    private const uint ImplementationVersion = 0x3FFF0003;
    private const uint ManufacturerName = 0xBFFF0174;

    private readonly Lock gate = new();
    private uint? manager;

    /// <inheritdoc/>
    public string Name => name;

    /// <summary>The names under which makers install it, the common name first.</summary>
    public static IReadOnlyList<string> Names { get; } =
        OperatingSystem.IsWindows() ? (Environment.Is64BitProcess ? ["visa64.dll", "visa32.dll"] : ["visa32.dll"])
        : OperatingSystem.IsMacOS()
            ? ["/Library/Frameworks/VISA.framework/VISA", "/Library/Frameworks/RsVisa.framework/RsVisa"]
            : [
                "libvisa.so", "libvisa.so.7", "librsvisa.so", "libktvisa32.so", "libktvisa32.so.0",
                "/opt/keysight/iolibs/libktvisa32.so"
            ];

    /// <summary>The libraries there may be.</summary>
    public static IEnumerable<VisaCandidate> Candidates() =>
        Names.Select(file => new VisaCandidate(VisaKind.C, file, () => Load(file)));

    /// <summary>A library that the user named: its absence is a fault.</summary>
    public static VisaCandidate Named(string file) => new(VisaKind.C, file, () => Load(file, isNamed: true));

    /// <summary>Loads and binds a library.</summary>
    /// <exception cref="VisaUnusableException">It is not there, made for another processor, or not VISA.</exception>
    public static VisaC Load(string file, bool isNamed = false)
    {
        nint library = 0;
        try
        {
            library = NativeLibrary.Load(file);
            return new VisaC(file, new VisaCApi(library));
        }
        catch (Exception error) when (error is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            if (library != 0)
            {
                NativeLibrary.Free(library);
            }

            // The system's own words are in the last line.
            string words = error.Message.Split(
                '\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)[^1].TrimEnd('.');
            throw new VisaUnusableException(words, error)
            {
                IsAbsent = !isNamed && error is DllNotFoundException && IsAbsent(file, words)
            };
        }
    }

    /// <inheritdoc/>
    public string Describe()
    {
        uint session = Manager();
        string maker = api.GetAttribute(session, ManufacturerName, out string text) >= 0 && text.Length > 0
            ? text
            : "an unnamed maker";

        // Major, minor and sub-minor number in 12, 12 and 8 bits (VPP-4.3, section 3.2).
        return api.GetAttribute(session, ImplementationVersion, out uint version) >= 0
            ? $"{name} of {maker}, version {version >> 20}.{(version >> 8) & 0xFFF}.{version & 0xFF}"
            : $"{name} of {maker}";
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Find(string expression)
    {
        uint session = Manager();
        int status = api.Find(session, expression, out uint list, out uint count, out string next);
        if (status == VisaStatus.ResourceNotFound)
        {
            return [];
        }

        Require(session, status, "VISA cannot look for instruments");
        try
        {
            var found = new List<string> { next };
            while (found.Count < count)
            {
                Require(session, api.FindNext(list, out next), "VISA cannot look for instruments");
                found.Add(next);
            }

            return found;
        }
        finally
        {
            api.Close(list);
        }
    }

    /// <inheritdoc/>
    public IVisaSession Open(string resource, Duration timeout)
    {
        uint session = Manager();
        Require(session, api.Open(
            session, resource, VisaCSession.Milliseconds(timeout), out uint instrument), "VISA cannot open it");
        return new VisaCSession(api, instrument, timeout);
    }

    // A library that is there fails to load in the same way where one that it needs is missing.
    private static bool IsAbsent(string file, string words) =>
        Path.IsPathRooted(file) ? !File.Exists(file)
        : OperatingSystem.IsWindows() ? !File.Exists(Path.Combine(Environment.SystemDirectory, file))
        : words.Contains(file, StringComparison.Ordinal) && words.Contains("No such file", StringComparison.Ordinal);

    // One session with the resource manager lasts as long as the program: closing it would close all others.
    private uint Manager()
    {
        lock (gate)
        {
            if (manager is null)
            {
                int status = api.OpenDefaultManager(out uint opened);
                manager = status >= 0 ? opened
                    : throw new VisaUnusableException(
                        $"its resource manager does not open ({api.Describe(0, status).TrimEnd('.')})");
            }

            return manager.Value;
        }
    }

    private void Require(uint session, int status, string doing)
    {
        if (status < 0)
        {
            throw VisaStatus.Error(status, doing, api.Describe(session, status));
        }
    }
}
