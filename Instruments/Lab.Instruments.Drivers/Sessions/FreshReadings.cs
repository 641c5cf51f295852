using Lab.Quantities;

namespace Lab.Instruments.Drivers.Sessions;

/// <summary>Takes readings of an instrument that stamps each with a number or a time, and passes on none that was taken before it was
/// asked for.</summary>
/// <remarks>A reading that is given out again shows by a stamp that was seen before. After an exchange that failed, the instrument may
/// hold a reading whose stamp was never seen; then one reading is taken for its stamp alone.</remarks>
/// <param name="session">The instrument's session.</param>
/// <param name="query">Takes a reading and answers it with its stamp.</param>
/// <param name="stampOf">Finds the stamp in an answer; throws an <see cref="InstrumentException"/> where it has none.</param>
internal sealed class FreshReadings(InstrumentSession session, string query, Func<string, string> stampOf)
{
    // Empty before the first reading; null where the instrument may hold one whose stamp was never seen.
    private string? lastStamp = string.Empty;

    /// <summary>Takes a reading, and takes it again after faults that may pass, within the policy's bounds.</summary>
    /// <param name="takes">Time that the instrument needs for it, beyond the usual.</param>
    /// <param name="read">Reads the answer; throws an <see cref="InstrumentException"/> where it breaks the documentation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">The instrument gives an earlier reading out again (<see cref="InstrumentFault.Stale"/>),
    /// or as <see cref="InstrumentSession.QueryAsync{T}(string, Duration, Func{string, T}, CancellationToken)"/>.</exception>
    public ValueTask<T> TakeAsync<T>(Duration takes, Func<string, T> read, CancellationToken cancellationToken) => session.RepeatAsync(async () =>
    {
        string? before = lastStamp;
        lastStamp = null; // nobody knows what the instrument holds until it has answered
        before ??= stampOf(await session.QueryOnceAsync(query, takes, cancellationToken).ConfigureAwait(false));
        string answer = await session.QueryOnceAsync(query, takes, cancellationToken).ConfigureAwait(false);
        string stamp = stampOf(answer);
        if (stamp == before)
        {
            throw new InstrumentException(
                InstrumentFault.Stale,
                $"The instrument gave its reading {stamp} out again",
                $"{session.Name}, {query}",
                "Check that no other program triggers or reads the instrument.");
        }

        lastStamp = stamp;
        return read(answer);
    });
}
