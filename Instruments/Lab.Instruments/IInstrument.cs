namespace Lab.Instruments;

/// <summary>An instrument of a bench, of any kind.</summary>
/// <remarks>An instrument is used by one caller at a time; it is not safe to share between threads.</remarks>
public interface IInstrument : IAsyncDisposable
{
    /// <summary>The instrument's name on the bench, as in the bench file.</summary>
    string Name { get; }

    /// <summary>Who answered when the instrument was opened.</summary>
    InstrumentIdentity Identity { get; }

    /// <summary>Reads the error queue until it is empty; oldest first.</summary>
    /// <exception cref="InstrumentException">The instrument does not answer.</exception>
    ValueTask<IReadOnlyList<InstrumentError>> ReadErrorsAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Brings the instrument to the state in which nothing can harm the sample: outputs off, currents ramped to zero, magnet
    /// ramped down at its rate. Does nothing on instruments that only measure.
    /// </summary>
    /// <exception cref="InstrumentException">The instrument does not answer or refuses.</exception>
    ValueTask MakeSafeAsync(CancellationToken cancellationToken = default);
}
