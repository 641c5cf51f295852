using Lab.Runs.Records;

namespace Lab.Runs.Protocols;

/// <summary>The measurement of an experiment, once its bench is prepared: it has all instruments that it needs. Where the bench
/// is prepared again, after an instrument lost its settings, another measurement takes its place.</summary>
public interface IMeasurement
{
    /// <summary>Waits until a point is due, where times are kept.</summary>
    /// <param name="point">Index in the plan.</param>
    /// <param name="cancellationToken">Ends the wait, when the run is stopped.</param>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    ValueTask WaitUntilDueAsync(int point, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Measures one point. Called in the plan's order, but not always from its beginning.</summary>
    /// <param name="point">Index in the plan.</param>
    /// <param name="row">Receives every column.</param>
    /// <param name="cancellationToken">Ends the point at once; a normal stop waits for its end.</param>
    /// <exception cref="Lab.Instruments.InstrumentException">An instrument fails or a limit forbids a set-point.</exception>
    ValueTask MeasureAsync(int point, Row row, CancellationToken cancellationToken);
}
