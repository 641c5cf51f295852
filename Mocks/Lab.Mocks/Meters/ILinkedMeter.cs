using Lab.Quantities;

namespace Lab.Mocks.Meters;

/// <summary>A meter that another instrument leads: at its serial port, and by a trigger link.</summary>
public interface ILinkedMeter : IDisposable
{
    /// <summary>Time of a conversion that comes over the link.</summary>
    Duration LinkedConversionTime { get; }

    /// <summary>The conversion that was triggered over the link and has just ended.</summary>
    /// <returns>The voltage, V; infinite over range.</returns>
    double ConvertOnLink();

    /// <summary>Executes a message that comes over the serial port.</summary>
    /// <param name="message">The message.</param>
    /// <param name="answer">Where its answer goes.</param>
    /// <param name="cancellationToken">Ends a wait of the meter.</param>
    ValueTask ExecuteAsync(ReadOnlyMemory<byte> message, TwinAnswer answer, CancellationToken cancellationToken);
}
