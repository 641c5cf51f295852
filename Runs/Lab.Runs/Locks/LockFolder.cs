using System.Text.Json;

namespace Lab.Runs.Locks;

/// <summary>
/// The folder of lock files, which is the computer's and not a user's: two users share the instruments. Anybody may make files in
/// it, and nobody can change or remove another's (the sticky bit). A lock file is never written, so that a link that somebody put
/// in its place can do no harm; what says who holds it is written to files of one's own, which are always new.
/// </summary>
internal sealed class LockFolder
{
    /// <summary>The most bytes that are read of what says who has a lock.</summary>
    private const int MostHolderBytes = 4096;

    private const int MostShownLetters = 200;

    /// <summary>Time for opening a file: what is none, such as a pipe, would keep a program waiting for ever.</summary>
    private static readonly TimeSpan OpenPatience = TimeSpan.FromSeconds(2);

    private const UnixFileMode Shared =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Everybody = UnixFileMode.StickyBit
        | UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private const UnixFileMode Writable = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private LockFolder(string path) => FullPath = path;

    /// <summary>Where it is.</summary>
    public string FullPath { get; }

    /// <summary>Opens the folder, and makes it where need be.</summary>
    /// <exception cref="RunException">It cannot be made, is a link, or any user may remove the files of others in it.</exception>
    public static LockFolder Open()
    {
        string? named = Environment.GetEnvironmentVariable(BenchLock.FolderVariable);
        string path = named is { Length: > 0 } ? named
            : OperatingSystem.IsWindows()
                ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.CommonApplicationData), "Lab", "locks")
                : "/tmp/lab-locks";
        try
        {
            if (new DirectoryInfo(path) is { LinkTarget: { } target } && string.IsNullOrEmpty(named))
            {
                throw Unusable(path, $"it is a link to '{target}'");
            }

            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(path);
            }
            else if (!Directory.Exists(path))
            {
                Directory.CreateDirectory(path, Everybody);
                File.SetUnixFileMode(path, Everybody); // whatever the mask of this user takes away
            }
            else if (File.GetUnixFileMode(path) is var mode && (mode & Writable) != UnixFileMode.None
                && !mode.HasFlag(UnixFileMode.StickyBit))
            {
                Protect(path, mode);
            }

            return new LockFolder(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, error.Message);
        }
    }

    /// <summary>Opens a lock file for this process alone, or together with others who share it.</summary>
    /// <param name="stem">Its name without an ending.</param>
    /// <param name="isShared">Whether others may share it.</param>
    /// <returns>The lock, until it is disposed of or the process ends; <see langword="null"/> where another process has
    /// it.</returns>
    /// <exception cref="RunException">It is a link or no file, or cannot be opened.</exception>
    public FileStream? TryTake(string stem, bool isShared)
    {
        string path = Path.Combine(FullPath, $"{stem}.lock");
        try
        {
            MakeIfMissing(path);
            if (new FileInfo(path).LinkTarget is { } target)
            {
                throw Unusable(path, $"it is a link to '{target}'; remove it");
            }

            // For reading: of another user's file no more is allowed, and no more is needed.
            Task<FileStream> opening = Task.Run(() => new FileStream(
                path, FileMode.Open, FileAccess.Read, isShared ? FileShare.Read : FileShare.None));
            return Within(opening)
                ? opening.GetAwaiter().GetResult()
                : throw Unusable(path, "it does not open, and is no lock file; remove it");
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unusable(path, error.Message);
        }
    }

    /// <summary>Writes down who has a lock.</summary>
    /// <returns>The file; <see langword="null"/> where another user's is in its place,
    /// which leaves the lock without a name.</returns>
    public string? Say(string stem, LockHolder holder)
    {
        string path = Path.Combine(FullPath, $"{stem}.{OwnName()}.holder");
        try
        {
            File.Delete(path); // of a process that had the same number; of a link the link
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, Shared);
            }

            JsonSerializer.Serialize(file, holder);
            return path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // the lock itself is what counts
        }
    }

    /// <summary>Who says that they have a lock, with the files that say so.</summary>
    public IReadOnlyList<(string File, LockHolder Holder)> WhoSays(string stem)
    {
        try
        {
            return
            [
                .. Directory.GetFiles(FullPath, $"{stem}.*.holder")
                    .Select(file => (file, holder: Read(file)))
                    .Where(each => each.holder is not null)
                    .Select(each => (each.file, each.holder!)),
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return []; // nobody is known
        }
    }

    /// <summary>Removes a file that says who has a lock; another user's stays.</summary>
    public static void Forget(string file)
    {
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It is its maker's to remove.
        }
    }

    private static RunException Unusable(string path, string why) => new(
        $"'{path}' cannot be used for locks: {why.TrimEnd('.')}. Mend that, or name another folder in "
            + $"{BenchLock.FolderVariable}, the same for all who use the instruments.");

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static void Protect(string path, UnixFileMode mode)
    {
        try
        {
            File.SetUnixFileMode(path, mode | UnixFileMode.StickyBit);
        }
        catch (UnauthorizedAccessException)
        {
            throw Unusable(path, "any user may remove the locks of others in it; its owner has to set the sticky bit (chmod +t)");
        }
    }

    private static void MakeIfMissing(string path)
    {
        if (Path.Exists(path) || new FileInfo(path).LinkTarget is not null)
        {
            return;
        }

        try
        {
            // New and nothing else: no link is followed.
            using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, Shared);
            }
        }
        catch (IOException) when (Path.Exists(path))
        {
            // Another program made it meanwhile.
        }
    }

    private static string OwnName() =>
        string.Concat(Environment.UserName.Where(char.IsAsciiLetterOrDigit).Take(32)) + $"-{Environment.ProcessId}";

    private static LockHolder? Read(string path)
    {
        try
        {
            if (new FileInfo(path) is not { LinkTarget: null, Length: <= MostHolderBytes })
            {
                return null;
            }

            Task<LockHolder?> reading = Task.Run(() => JsonSerializer.Deserialize<LockHolder>(File.ReadAllText(path)));
            return Within(reading) && reading.GetAwaiter().GetResult() is { Program: not null, Bench: not null } holder
                ? holder with { Program = Printable(holder.Program), Bench = Printable(holder.Bench) }
                : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
        {
            return null; // its holder has not said so yet
        }
    }

    private static bool Within<T>(Task<T> task)
    {
        try
        {
            return task.Wait(OpenPatience);
        }
        catch (AggregateException)
        {
            return true; // its own exception comes with its result
        }
    }

    // Another user wrote it, and it goes to a terminal.
    private static string Printable(string text) =>
        string.Concat(text.Take(MostShownLetters).Select(letter => char.IsControl(letter) ? '?' : letter));
}
