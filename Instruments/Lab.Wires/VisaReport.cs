using Lab.Instruments.Wires;

namespace Lab.Wires;

/// <summary>The report of <c>lab doctor</c> about the VISA of this computer.</summary>
internal static class VisaReport
{
    private const string Forms =
        "GPIB0::12::INSTR, USB0::…::INSTR, TCPIP::host::INSTR, TCPIP::host::hislip0::INSTR, ASRL3::INSTR";

    /// <summary>A line for VISA.NET and one for the C library.</summary>
    public static IReadOnlyList<WireReport> Of(VisaLibrary library)
    {
        WireReport net = Of(
            "VISA.NET",
            [.. library.Candidates.Where(candidate => candidate.Kind == VisaKind.Net)],
            $"not found; it may come with a VISA for Windows, {OptionalAssembly.Variable} names the folders of its assemblies "
                + "where they are elsewhere, "
            + "and the C library is as good");
        WireReport native = Of(
            "VISA (C library)",
            [.. library.Candidates.Where(candidate => candidate.Kind == VisaKind.C)],
            "not looked for");
        return net.IsAvailable && native.IsAvailable
            ? [net, native with { Detail = $"{native.Detail}; used where VISA.NET fails" }]
            : [net, native];
    }

    private static WireReport Of(string name, IReadOnlyList<VisaCandidate> candidates, string missing)
    {
        foreach (VisaCandidate candidate in candidates)
        {
            if (candidate.Try(Describe) is { } detail)
            {
                return new WireReport(name, Forms, IsAvailable: true, $"{detail} ({candidate.Place})");
            }
        }

        return new WireReport(name, Forms, IsAvailable: false, candidates.Count == 0 ? missing : Faults(candidates));
    }

    private static string Describe(IVisa visa)
    {
        string name = visa.Describe();
        try
        {
            int count = visa.Find("?*INSTR").Count;
            return $"{name}; {count} {(count == 1 ? "instrument" : "instruments")} listed";
        }
        catch (WireException error)
        {
            return $"{name}; {error.Message}";
        }
    }

    private static string Faults(IReadOnlyList<VisaCandidate> candidates)
    {
        string[] faults = [.. candidates.Where(candidate => !candidate.IsAbsent).Select(candidate => candidate.ToString())];
        string[] absent = [.. candidates.Where(candidate => candidate.IsAbsent).Select(candidate => candidate.Place)];
        IEnumerable<string> all = absent.Length > 0 ? faults.Append($"not installed: {string.Join(", ", absent)}") : faults;
        return $"{string.Join("; ", all)}. Install NI-VISA, Keysight IO Libraries or R&S VISA, or name the library's file in "
            + $"{VisaLibrary.Variable}";
    }
}
