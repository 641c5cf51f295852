using Lab.Quantities;

namespace Lab.Protocols.IvCurves;

/// <summary>What drives a bias through the junction and measures there: a source-measure unit, or a delta-mode meter.</summary>
internal interface IBiasMeter
{
    /// <summary>The largest current that flows where a bias is measured, A.</summary>
    /// <param name="amperes">The bias, A, positive.</param>
    double LargestAmperesAt(double amperes);

    /// <summary>Gets ready, without a current.</summary>
    ValueTask PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Takes the readings of a point.</summary>
    /// <returns>The readings; <see langword="null"/> where the source held the largest voltage.</returns>
    ValueTask<BiasReading?> ReadAsync(Current bias, CancellationToken cancellationToken);

    /// <summary>Takes one reading of voltage over current, Ω.</summary>
    ValueTask<double> ReadOhmsAsync(Current bias, CancellationToken cancellationToken);

    /// <summary>Ends the current.</summary>
    ValueTask RestAsync(CancellationToken cancellationToken);
}
