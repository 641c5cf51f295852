using System.Globalization;

namespace Lab.Benchmarks.Blocks;

/// <summary>By how much the memory of a process grew at most, as Linux counts its resident pages.</summary>
internal sealed class PeakMemory
{
    private readonly string folder;
    private readonly long before;

    /// <summary>Starts to count for a process of this user.</summary>
    public PeakMemory(int processId)
    {
        folder = $"/proc/{processId.ToString(CultureInfo.InvariantCulture)}";
        File.WriteAllText($"{folder}/clear_refs", "5"); // the peak begins anew
        before = Read("VmRSS:");
    }

    /// <summary>The growth so far at its highest, in bytes.</summary>
    public long Growth => Read("VmHWM:") - before;

    private long Read(string name) => 1024 * File.ReadLines($"{folder}/status")
        .Where(line => line.StartsWith(name, StringComparison.Ordinal))
        .Select(line => long.Parse(
            line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .Single();
}
