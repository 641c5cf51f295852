namespace Lab.Instruments.Described;

/// <summary>An instrument whose commands stand in a description and not in a driver's code: set-points, outputs and readings by
/// the names that the description gives them.</summary>
public interface IDescribedInstrument : IDrivesSample
{
    /// <summary>Sets a channel and waits until it has settled.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="value">The value, SI.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">Outside the instrument's range or a limit (nothing was sent), refused, not settled,
    /// or no answer.</exception>
    ValueTask SetAsync(string terminal, string channel, double value, CancellationToken cancellationToken = default);

    /// <summary>Reads back what a channel is set to, SI.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="channel">The channel's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or no number.</exception>
    ValueTask<double> GetAsync(string terminal, string channel, CancellationToken cancellationToken = default);

    /// <summary>Switches the output of a terminal.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="on">Whether it is on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(string terminal, bool on, CancellationToken cancellationToken = default);

    /// <summary>Asks whether the output of a terminal is on.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, or an answer that is neither on nor off.</exception>
    ValueTask<bool> GetOutputAsync(string terminal, CancellationToken cancellationToken = default);

    /// <summary>Takes one reading, SI.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="reading">The reading's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">No answer, no number, or no reading.</exception>
    ValueTask<double> ReadAsync(string terminal, string reading, CancellationToken cancellationToken = default);

    /// <summary>Takes one reading of many values, SI.</summary>
    /// <param name="terminal">The terminal's name; empty for the only one.</param>
    /// <param name="reading">The reading's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The values, as many as the description says.</returns>
    /// <exception cref="InstrumentException">No answer, another number of values, or what is no number.</exception>
    ValueTask<double[]> ReadArrayAsync(string terminal, string reading, CancellationToken cancellationToken = default);
}
