namespace Lab.Runs.Records;

/// <summary>Puts a file in the place of another one. Windows refuses that while another program reads the other one; readers of
/// Lab are done within milliseconds, and a scanner within seconds.</summary>
public static class Replacement
{
    private const int SharingViolation = unchecked((int)0x80070020);
    private const int LockViolation = unchecked((int)0x80070021);
    private const int MostTries = 250;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Moves a file to a place, whatever lies there; waits up to 5 s for readers to leave.</summary>
    /// <param name="from">The file.</param>
    /// <param name="to">The place.</param>
    /// <exception cref="IOException">It cannot be moved; what was there is there still.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be moved.</exception>
    public static void Move(string from, string to) => Move(
        () => File.Move(from, to, overwrite: true), OperatingSystem.IsWindows(),
        () => Task.Delay(Pause, TimeProvider.System).GetAwaiter().GetResult());

    /// <summary>Does the same with another file system.</summary>
    /// <param name="move">Moves the file.</param>
    /// <param name="deniesReplacement">Whether "access denied" may mean that a program reads the file, as on Windows.</param>
    /// <param name="wait">Waits between two tries.</param>
    internal static void Move(Action move, bool deniesReplacement, Action wait)
    {
        for (int i = 1; ; i++)
        {
            try
            {
                move();
                return;
            }
            catch (IOException error) when (i < MostTries && error.HResult is SharingViolation or LockViolation)
            {
                wait();
            }
            catch (UnauthorizedAccessException) when (i < MostTries && deniesReplacement)
            {
                wait();
            }
        }
    }
}
