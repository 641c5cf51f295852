namespace Lab.Instruments;

/// <summary>An instrument behind a connection of its own, over a wire or a vendor's library: what the bench does with it from its
/// opening to its recovery after a fault.</summary>
public interface IConnected : IInstrument
{
    /// <summary>Checks the identity, empties the error queue of what happened before, and sets the modes the driver relies on.
    /// Changes no set-point and switches no output.</summary>
    /// <exception cref="InstrumentException">Another model answers, or none.</exception>
    ValueTask OpenAsync(CancellationToken cancellationToken);

    /// <summary>Checks the identity and empties the error queue of what happened before; sets nothing. Enough to make the
    /// instrument safe that another program had set up.</summary>
    /// <exception cref="InstrumentException">Another model answers, or none.</exception>
    ValueTask AttachAsync(CancellationToken cancellationToken);

    /// <summary>Opens an instrument anew that lost its settings. Lab's last command may have switched on an output that came back
    /// with other settings: the instrument is made safe first.</summary>
    /// <exception cref="InstrumentException">Another model answers, or none.</exception>
    ValueTask ReopenAsync(CancellationToken cancellationToken);

    /// <summary>Whether the instrument lost its settings and has to be opened again.</summary>
    bool NeedsOpening { get; }

    /// <summary>How many exchanges were repeated.</summary>
    long RetryCount { get; }

    /// <summary>Refuses what was read since the last check where something has come in that was not asked for.</summary>
    /// <exception cref="InstrumentException">Something has come in.</exception>
    ValueTask RequireNothingUnreadAsync(CancellationToken cancellationToken);
}
