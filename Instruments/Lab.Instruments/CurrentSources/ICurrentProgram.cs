using Lab.Quantities;

namespace Lab.Instruments.CurrentSources;

/// <summary>The functions of a current source that goes through a list of currents by itself; a driver has them beside
/// <see cref="ICurrentSource"/>.</summary>
public interface ICurrentProgram
{
    /// <summary>The most currents that a program holds.</summary>
    int MostCurrents { get; }

    /// <summary>Whether currents can be approached gradually; otherwise the slope of a program is zero.</summary>
    bool HasSlopes { get; }

    /// <summary>Loads a program and starts it; the currents follow while the caller does something else. Until it has ended or
    /// was stopped the source takes no other current.</summary>
    /// <param name="currents">The currents, one or more.</param>
    /// <param name="interval">Time from one current to the next.</param>
    /// <param name="slope">Time in which a current is approached; zero jumps.</param>
    /// <param name="count">How often the list is gone through, 1 or more.</param>
    /// <param name="cancellationToken">Ends the attempt; a program that was started goes on.</param>
    /// <exception cref="InstrumentException">A limit forbids a current, a change between two of them or the way to the first, or
    /// the instrument has no such program (nothing was sent); refused, or no answer.</exception>
    ValueTask StartProgramAsync(
        IReadOnlyList<Current> currents, Duration interval, Duration slope, int count,
        CancellationToken cancellationToken = default);

    /// <summary>Stops the program where it is; the current of that moment stays. Does nothing where none runs.</summary>
    /// <exception cref="InstrumentException">Refused, or no answer.</exception>
    ValueTask StopProgramAsync(CancellationToken cancellationToken = default);
}
