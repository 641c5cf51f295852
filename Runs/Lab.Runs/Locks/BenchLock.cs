using System.Text;
using Lab.Benches;
using Lab.Instruments.Files;

namespace Lab.Runs.Locks;

/// <summary>
/// The right to drive the instruments of a bench, which one program on a computer has at a time. There is one lock a place that
/// addresses lead to (<see cref="InstrumentPlace"/>), so that two bench files with an instrument in common exclude each other,
/// however they write its address. The operating system takes the lock from a process that ends, however it does; a file beside
/// it says who has it.
/// </summary>
/// <remarks>One instrument can often be reached over sockets, VXI-11 and HiSLIP, and nothing in the addresses tells that it is
/// the same one. Programs that reach a host by different protocols therefore exclude each other.</remarks>
public sealed class BenchLock : IDisposable
{
    /// <summary>The environment variable that names another folder of locks.</summary>
    public const string FolderVariable = "LAB_LOCKS";

    private const string TurnStem = "turn";

    /// <summary>Time to wait for programs that take their locks at the same moment.</summary>
    private static readonly TimeSpan TurnPatience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan TurnInterval = TimeSpan.FromMilliseconds(10);

    private readonly List<FileStream> held = [];
    private readonly List<string> said = [];

    private BenchLock()
    {
    }

    /// <summary>Dead holders from which a lock was taken over: they left without making the bench safe,
    /// or without saying so.</summary>
    public IReadOnlyList<LockHolder> TakenOver { get; private set; } = [];

    /// <summary>The addresses of a bench that another program could open as well, as the bench file writes them.</summary>
    public static IReadOnlyList<string> AddressesOf(BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        return
        [
            .. bench.Instruments
                .Where(instrument => instrument.Address.Length > 0 && !instrument.IsTwin)
                .Select(instrument => instrument.Address)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Takes all instruments of a bench that have a wire out of the process, or none.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="holder">Who takes it.</param>
    /// <param name="hosts">Finds the hosts that a name or an address stands for, each in one way of writing.</param>
    /// <exception cref="BenchInUseException">Another program has one of them.</exception>
    /// <exception cref="RunException">The folder of locks cannot be used.</exception>
    public static BenchLock Acquire(BenchDefinition bench, LockHolder holder, Func<string, IReadOnlyList<string>> hosts)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(hosts);
        ArgumentNullException.ThrowIfNull(holder);
        (string Address, InstrumentPlace Place)[] places =
        [
            .. AddressesOf(bench)
                .SelectMany(address => InstrumentPlace.Of(address, hosts).Select(place => (address, place)))
                .DistinctBy(each => each.place),
        ];
        var taken = new BenchLock();
        if (places.Length == 0)
        {
            return taken;
        }

        var folder = LockFolder.Open();
        using FileStream turn = TakeTurn(folder);
        try
        {
            taken.TakeWays(folder, bench, holder, places);
            var dead = new List<LockHolder>();
            foreach ((string address, InstrumentPlace place) in places.DistinctBy(each => each.Place.Key))
            {
                string stem = StemOf(place.Key);
                taken.held.Add(folder.TryTake(stem, isShared: false) ?? throw InUse(bench, address, folder, stem));
                foreach ((string file, LockHolder left) in folder.WhoSays(stem))
                {
                    dead.Add(left);
                    LockFolder.Forget(file);
                }

                taken.Say(folder, stem, holder);
            }

            taken.TakenOver = [.. dead.Distinct()];
            return taken;
        }
        catch
        {
            taken.Dispose();
            throw;
        }
    }

    /// <summary>Gives the bench back.</summary>
    public void Dispose()
    {
        // Said first, given back second: the next holder must not take this process for a dead one.
        said.ForEach(LockFolder.Forget);
        said.Clear();
        held.ForEach(file => file.Dispose());
        held.Clear();
    }

    // Several programs may share a way to a host, and none may be there on another.
    private void TakeWays(
        LockFolder folder, BenchDefinition bench, LockHolder holder, (string Address, InstrumentPlace Place)[] places)
    {
        foreach (IGrouping<string, (string Address, InstrumentPlace Place)> host in places.Where(each =>
            each.Place.Host is not null).GroupBy(each => each.Place.Host!))
        {
            string[] used = [.. host.Select(each => each.Place.Way!).Distinct()];
            foreach (string other in InstrumentPlace.Ways.Where(way => used.Length > 1 || way != used[0]))
            {
                string stem = StemOf($"{other} to {host.Key}");
                using FileStream? free = folder.TryTake(stem, isShared: false);
                if (free is null)
                {
                    throw InUse(bench, $"{host.First().Address} or another address of the same host", folder, stem);
                }
            }

            foreach (string way in used)
            {
                string stem = StemOf($"{way} to {host.Key}");
                held.Add(folder.TryTake(stem, isShared: true) ?? throw InUse(bench, host.First().Address, folder, stem));
                Say(folder, stem, holder);
            }
        }
    }

    private void Say(LockFolder folder, string stem, LockHolder holder)
    {
        if (folder.Say(stem, holder) is { } file)
        {
            said.Add(file);
        }
    }

    // One program at a time looks for free locks: two that look at once would each find the other's try.
    private static FileStream TakeTurn(LockFolder folder)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (folder.TryTake(TurnStem, isShared: false) is { } turn)
            {
                return turn;
            }

            if (TimeProvider.System.GetElapsedTime(began) > TurnPatience)
            {
                throw new RunException(
                    $"Another program has kept '{Path.Combine(folder.FullPath, TurnStem)}.lock' for "
                        + $"{TurnPatience.TotalSeconds:0} s, so that no bench can be taken. "
                    + $"End that program, or name another folder in {FolderVariable}, the same for all who use the instruments.");
            }

            Task.Delay(TurnInterval, TimeProvider.System).GetAwaiter().GetResult();
        }
    }

    private static BenchInUseException InUse(BenchDefinition bench, string address, LockFolder folder, string stem)
    {
        // Files of processes that died stay: one that lives is more likely to have it, and among those the last.
        LockHolder? holder = folder.WhoSays(stem).Select(each => each.Holder).OrderBy(each => each.IsThere)
            .ThenBy(each => each.Since).LastOrDefault();
        return new BenchInUseException(
            holder is { IsBeingMadeSafe: true }
                ? $"Bench '{bench.Name}' is being made safe by the watchdog (process {holder.WatchdogId}) of {holder}, which "
                    + "has died. Try again when it is done."
                : $"Bench '{bench.Name}' is in use by {holder?.ToString() ?? "another process"}, which holds {address}. Stop "
                    + "that first: Ctrl-C there brings the bench to its safe state.",
            holder);
    }

    private static string StemOf(string key)
    {
        string readable = new(
            [.. key.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' ? c : '_').Take(60)]);
        return $"{readable}-{PlainFile.Sha256(Encoding.UTF8.GetBytes(key))[..8]}";
    }
}
