using Lab.Quantities;

namespace Lab.Instruments.PulseGenerators;

/// <summary>A generator of rectangular voltage pulses with one output: one at a time, one at each trigger from outside, or
/// repeated at a rate of its own.</summary>
public interface IPulseGenerator : IDrivesSample
{
    /// <summary>Sets the height of the pulses into the load that the generator is made for, 50 Ω where its manual says nothing
    /// else. Negative where the generator has both polarities.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetAmplitudeAsync(Voltage amplitude, CancellationToken cancellationToken = default);

    /// <summary>Sets the width of the pulses.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetWidthAsync(Duration width, CancellationToken cancellationToken = default);

    /// <summary>Sets the time from the trigger to the pulse, beside the generator's own fixed delay: from the synchronisation
    /// output where the generator triggers itself, from the edge at its input where it waits for triggers. Negative where the
    /// generator can give the pulse before its synchronisation output.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    ValueTask SetDelayAsync(Duration delay, CancellationToken cancellationToken = default);

    /// <summary>Lets the generator trigger itself at a rate. With the output on, pulses come at once.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask RepeatAsync(Frequency repetition, CancellationToken cancellationToken = default);

    /// <summary>Waits for triggers from outside: with the output on, each gives one pulse after the delay.</summary>
    /// <param name="fastest">The highest rate at which the triggers may come. The limit of the repetition holds for it, since
    /// nothing at the generator would stop triggers that come faster.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask AwaitTriggersAsync(Frequency fastest, CancellationToken cancellationToken = default);

    /// <summary>Stops the repetition and heeds no trigger: the generator waits for <see cref="FireAsync"/>.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    ValueTask HoldAsync(CancellationToken cancellationToken = default);

    /// <summary>Switches the output. With the generator on hold, no pulse comes by this alone.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Gives one pulse; the generator must be on hold with its output on.</summary>
    /// <remarks>The command is sent once. Whatever goes wrong afterwards, it is not repeated: a sample that got one pulse must
    /// not get a second because an answer was lost.</remarks>
    /// <exception cref="InstrumentException">Output off, not on hold (<see cref="InstrumentFault.Refused"/>, nothing was sent),
    /// refused, or no answer; in the last case the pulse may have been given.</exception>
    ValueTask FireAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the height of the pulses.</summary>
    ValueTask<Voltage> GetAmplitudeAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the width of the pulses.</summary>
    ValueTask<Duration> GetWidthAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the delay from the trigger to the pulse.</summary>
    ValueTask<Duration> GetDelayAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back the repetition; 0 Hz while the generator is on hold, and the rate that
    /// <see cref="AwaitTriggersAsync"/> was told while it waits for triggers.</summary>
    /// <exception cref="InstrumentException">No answer, or it waits for triggers that this program did not ask for, whose rate
    /// nobody knows.</exception>
    ValueTask<Frequency> GetRepetitionAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
