namespace Lab.Protocols.Reservoirs;

/// <summary>What the states of a device are about before its first block: the numbers by which they are fed back and phases are
/// counted.</summary>
/// <param name="Mean">Mean of the state of a node that is fed back, which is its first.</param>
/// <param name="Deviation">Their standard deviation. Positive.</param>
/// <param name="MiddleRadians">The phase from which phases count, rad; 0 where none is read.</param>
internal sealed record ReservoirScale(double Mean, double Deviation, double MiddleRadians)
{
    /// <summary>A state beyond so many deviations counts as one there: a device that jumps does not drive itself away.</summary>
    internal const double Most = 3;

    /// <summary>A state as it is fed back.</summary>
    /// <param name="state">The state.</param>
    public double Of(double state) => Math.Clamp((state - Mean) / Deviation, -Most, Most);
}
