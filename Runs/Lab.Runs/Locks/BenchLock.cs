using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Lab.Instruments.Benches;

namespace Lab.Runs.Locks;

/// <summary>
/// The right to drive the instruments of a bench, which one program on a computer has at a time. There is one lock an address, so
/// that two bench files with an instrument in common exclude each other. The operating system takes the lock from a process that
/// ends, however it does; a file beside it says who has it.
/// </summary>
public sealed class BenchLock : IDisposable
{
    /// <summary>The environment variable that names another folder of locks.</summary>
    public const string FolderVariable = "LAB_LOCKS";

    private readonly List<(FileStream Lock, string HolderFile)> held = [];

    private BenchLock()
    {
    }

    /// <summary>Dead holders from which a lock was taken over: they left without making the bench safe, or without saying so.</summary>
    public IReadOnlyList<LockHolder> TakenOver { get; private set; } = [];

    /// <summary>The addresses of a bench that another program could open as well. Of an instrument behind a GPIB adapter the adapter's
    /// address is one of them: two programs with different instruments behind one adapter exclude each other.</summary>
    public static IReadOnlyList<string> AddressesOf(BenchDefinition bench)
    {
        ArgumentNullException.ThrowIfNull(bench);
        return
        [
            .. bench.Instruments
                .Where(instrument => instrument.Address.Length > 0 && !instrument.IsTwin)
                .SelectMany(instrument => WithAdapter(instrument.Address))
                .Select(Normalise)
                .Distinct()
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Takes all instruments of a bench that have a wire out of the process, or none.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="holder">Who takes it.</param>
    /// <exception cref="BenchInUseException">Another program has one of them.</exception>
    /// <exception cref="RunException">The folder of locks cannot be written.</exception>
    public static BenchLock Acquire(BenchDefinition bench, LockHolder holder)
    {
        ArgumentNullException.ThrowIfNull(bench);
        ArgumentNullException.ThrowIfNull(holder);
        string folder = OpenFolder();
        var taken = new BenchLock();
        var dead = new List<LockHolder>();
        try
        {
            foreach (string address in AddressesOf(bench))
            {
                string stem = Path.Combine(folder, FileNameOf(address));
                string holderFile = $"{stem}.holder";
                FileStream file = Open($"{stem}.lock") ?? throw InUse(bench, address, ReadHolder(holderFile));
                taken.held.Add((file, holderFile));
                if (ReadHolder(holderFile) is { } left && !dead.Contains(left))
                {
                    dead.Add(left);
                }

                WriteShared(holderFile, JsonSerializer.Serialize(holder));
            }

            taken.TakenOver = dead;
            return taken;
        }
        catch (Exception error)
        {
            taken.Dispose();
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new RunException($"The folder of locks '{folder}' cannot be written: {error.Message} Name another in {FolderVariable}.", error);
            }

            throw;
        }
    }

    /// <summary>Gives the bench back.</summary>
    public void Dispose()
    {
        foreach ((FileStream file, string holderFile) in held)
        {
            // Said first, given back second: whoever takes the lock next must not take this process for a dead one.
            File.Delete(holderFile);
            file.Dispose();
        }

        held.Clear();
    }

    private static BenchInUseException InUse(BenchDefinition bench, string address, LockHolder? holder) => new(
        holder is { IsBeingMadeSafe: true }
            ? $"Bench '{bench.Name}' is being made safe by the watchdog (process {holder.WatchdogId}) of {holder}, which has died. Try again when it is done."
            : $"Bench '{bench.Name}' is in use by {holder?.ToString() ?? "another process"}, which holds {address}. Stop that first: Ctrl-C there brings the bench to its safe state.",
        holder);

    // PRLGX-TCPIP::host::1234::GPIB::9::INSTR is reached through TCPIP::host::1234::SOCKET, and PRLGX-ASRL/dev/ttyUSB0::GPIB::9::INSTR
    // through ASRL/dev/ttyUSB0::INSTR.
    private static IEnumerable<string> WithAdapter(string address)
    {
        const string prefix = "PRLGX-";
        string trimmed = address.Trim();
        int bus = trimmed.IndexOf("::GPIB", StringComparison.OrdinalIgnoreCase);
        if (bus < 0 || !trimmed.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
        {
            return [address];
        }

        string[] way = trimmed[prefix.Length..bus].Split("::");
        return way[0].StartsWith("ASRL", StringComparison.OrdinalIgnoreCase)
            ? [address, $"{way[0]}::INSTR"]
            : [address, $"{way[0]}::{string.Join("::", way[1..])}{(way.Length == 2 ? "::1234" : string.Empty)}::SOCKET"];
    }

    /// <summary>One way of writing an address, so that <c>tcpip0::Host::5025::socket</c> and <c>TCPIP::host::5025::SOCKET</c> are the same.</summary>
    private static string Normalise(string address)
    {
        string upper = address.Trim().ToUpperInvariant();
        int colon = upper.IndexOf("::", StringComparison.Ordinal);
        return colon > 0 && upper.StartsWith("TCPIP", StringComparison.Ordinal) ? $"{upper[..colon].TrimEnd('0')}{upper[colon..]}" : upper;
    }

    private static string FileNameOf(string address)
    {
        string readable = new([.. address.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '_').Take(60)]);
        return $"{readable}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)))[..8]}";
    }

    // The folder is the computer's, not the user's: two users share the instruments. Each platform has its own place for that.
    private static string OpenFolder()
    {
        string folder = Environment.GetEnvironmentVariable(FolderVariable) is { Length: > 0 } named ? named
            : OperatingSystem.IsWindows() ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Lab", "locks")
            : "/tmp/lab-locks";
        try
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder);
                ShareWithEveryUser(folder, UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
            }

            return folder;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"The folder of locks '{folder}' cannot be made: {error.Message} Name another in {FolderVariable}.", error);
        }
    }

    /// <summary>Opens a lock file for this process alone; <see langword="null"/> where another process has it.</summary>
    private static FileStream? Open(string path)
    {
        bool isNew = !File.Exists(path);
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            if (isNew)
            {
                ShareWithEveryUser(path);
            }

            return file;
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static void WriteShared(string path, string text)
    {
        bool isNew = !File.Exists(path);
        File.WriteAllText(path, text);
        if (isNew)
        {
            ShareWithEveryUser(path);
        }
    }

    private static void ShareWithEveryUser(string path, UnixFileMode besides = UnixFileMode.None)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, besides
                | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);
        }
    }

    private static LockHolder? ReadHolder(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<LockHolder>(File.ReadAllText(path));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // nobody has it, or whoever does has not said so yet
        }
    }
}
