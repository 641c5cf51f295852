namespace Lab.Benches.Safety;

/// <summary>
/// When something last happened on a bench: an exchange with an instrument that ended, well or not, or a wait that was begun and
/// is not over yet. A bench that stays silent for longer than any exchange may take is in the hands of a program that hangs.
/// </summary>
/// <remarks>Counts the computer's time, whatever clock the bench lives by. Safe to use from several threads.</remarks>
/// <param name="clock">The computer's clock.</param>
public sealed class BenchActivity(TimeProvider clock)
{
    private long last = clock.GetTimestamp();

    /// <summary>How long nothing has happened; zero during a wait that was announced.</summary>
    public TimeSpan Silence
    {
        get
        {
            TimeSpan silence = clock.GetElapsedTime(Interlocked.Read(ref last));
            return silence > TimeSpan.Zero ? silence : TimeSpan.Zero;
        }
    }

    /// <summary>Something happened just now; a wait that was announced is over.</summary>
    public void Touch() => Interlocked.Exchange(ref last, clock.GetTimestamp());

    /// <summary>Nothing will happen for a while, and that is as it should be.</summary>
    /// <param name="wait">How long.</param>
    public void Expect(TimeSpan wait) =>
        Interlocked.Exchange(ref last, clock.GetTimestamp() + (long)(wait.TotalSeconds * clock.TimestampFrequency));
}
