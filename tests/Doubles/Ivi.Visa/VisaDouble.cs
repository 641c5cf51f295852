using System.Collections.Concurrent;

namespace Ivi.Visa;

/// <summary>The devices that are attached to this stand-in for VISA; not part of the library whose names it has.</summary>
public static class VisaDouble
{
    private const int ResourceNotFound = unchecked((int)0xBFFF0011);

    private static readonly ConcurrentBag<VisaDoubleSession> Sessions = [];

    /// <summary>The functions that execute a message and answer, by resource.</summary>
    public static ConcurrentDictionary<string, Func<byte[], CancellationToken, Task<byte[]>>> Devices { get; } = new();

    /// <summary>The exception that opening fails with, as where the native part is missing; <see langword="null"/> where it does
    /// not.</summary>
    public static Func<Exception>? OpenFailure { get; set; }

    /// <summary>Breaks all sessions with a resource, as a pulled cable does.</summary>
    public static void Drop(string resource)
    {
        foreach (VisaDoubleSession session in Sessions.Where(session => session.ResourceName == resource))
        {
            session.Break();
        }
    }

    /// <summary>The session that was opened last with a resource.</summary>
    public static VisaDoubleSession LastSession(string resource) => Sessions.First(session => session.ResourceName == resource);

    internal static IEnumerable<string> Find(string pattern)
    {
        string[] found = [.. Devices.Keys.Where(name => pattern == "?*INSTR"
            && name.EndsWith("INSTR", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        return found.Length > 0
            ? found
            : throw new NativeVisaException(ResourceNotFound, "Insufficient location information or the device is not present.");
    }

    internal static IVisaSession Open(string resource)
    {
        if (OpenFailure is { } failure)
        {
            throw failure();
        }

        if (!Devices.TryGetValue(resource, out Func<byte[], CancellationToken, Task<byte[]>>? device))
        {
            throw new NativeVisaException(ResourceNotFound, "Insufficient location information or the device is not present.");
        }

        var session = new VisaDoubleSession(resource, device);
        Sessions.Add(session);
        return session;
    }
}
