namespace Lab.Instruments.Shots;

/// <summary>An instrument that takes part in shots: it is prepared once, and then armed,
/// triggered and asked for its record in each.</summary>
/// <remarks>Waveforms pass the safety gate when they are prepared (<c>ISafetyGate.CheckWaveform</c>), whole; nothing is given out
/// before the trigger.</remarks>
public interface IShotDevice : IInstrument
{
    /// <summary>Loads what its terminals do and sets the trigger. Nothing is driven yet.</summary>
    /// <param name="tasks">The tasks of its terminals.</param>
    /// <param name="isSource">Whether it gives the trigger, at its trigger output too;
    /// otherwise it waits for one from outside.</param>
    /// <param name="cancellationToken">Ends the transfer; the instrument may hold a part and is not armed.</param>
    /// <exception cref="InstrumentException">It cannot do that, a limit forbids it, or it does not answer.</exception>
    ValueTask PrepareAsync(IReadOnlyList<ShotTask> tasks, bool isSource, CancellationToken cancellationToken);

    /// <summary>Waits for the trigger from now on. Returns when the instrument is ready for it.</summary>
    /// <exception cref="InstrumentException">It does not answer or refuses.</exception>
    ValueTask ArmAsync(CancellationToken cancellationToken);

    /// <summary>Gives the trigger. Of the source alone.</summary>
    /// <exception cref="InstrumentException">It does not answer or refuses.</exception>
    ValueTask TriggerAsync(CancellationToken cancellationToken);

    /// <summary>Waits until its part of the shot is over, and gives what its terminals recorded,
    /// in the order of the tasks.</summary>
    /// <exception cref="InstrumentException">No trigger came, an input was over range, or it does not answer.</exception>
    ValueTask<IReadOnlyList<ShotTrace>> CollectAsync(CancellationToken cancellationToken);

    /// <summary>No longer waits for a trigger, and gives nothing out.</summary>
    /// <exception cref="InstrumentException">It does not answer.</exception>
    ValueTask DisarmAsync(CancellationToken cancellationToken);
}
