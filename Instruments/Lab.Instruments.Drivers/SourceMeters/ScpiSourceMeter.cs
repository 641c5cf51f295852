using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Drivers.Sessions;

namespace Lab.Instruments.Drivers.SourceMeters;

/// <summary>The common part of source-measure units beside that of sources.</summary>
public abstract class ScpiSourceMeter : ScpiSource
{
    /// <summary>Creates the driver on an open session.</summary>
    /// <param name="session">The session.</param>
    /// <param name="ramp">How the current is brought to zero when the instrument is made safe.</param>
    /// <param name="options">What the bench file says of it.</param>
    protected ScpiSourceMeter(InstrumentSession session, CurrentRamp ramp, SourceMeterOptions options)
        : base(session, ramp) => Options = options;

    /// <summary>What the bench file says of it.</summary>
    protected SourceMeterOptions Options { get; }

    /// <summary>Refuses a reading while the output is off.</summary>
    /// <param name="query">The query of the reading.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="InstrumentException">It is off (<see cref="InstrumentFault.Refused"/>), or no answer.</exception>
    protected async ValueTask RequireOutputAsync(string query, CancellationToken cancellationToken)
    {
        if (!await GetOutputAsync(cancellationToken).ConfigureAwait(false))
        {
            throw new InstrumentException(
                InstrumentFault.Refused,
                "The output is off, so there is nothing to measure",
                $"{Name}, {query}",
                "Switch the output on first.");
        }
    }

    /// <summary>The error of a reading in compliance. It is a number even then, but one of the compliance and not of the current
    /// that was asked for.</summary>
    /// <param name="query">The query of the reading.</param>
    /// <param name="answer">Its answer.</param>
    protected InstrumentException ComplianceError(string query, string answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return new InstrumentException(
            InstrumentFault.Overflow,
            "The source is in compliance and does not drive its current",
            $"{Name}, {query} answered {answer.Trim()}",
            "Raise the compliance, lower the current, or check that the sample still conducts.");
    }
}
