using Lab.Runs.Records;

namespace Lab.Protocols.IvCurves;

/// <summary>Sees a barrier break down before it is broken: in a drop of the resistance below what the points of the branch let
/// expect, or in a step of the noise.</summary>
/// <remarks>The conductance of a barrier is a smooth function of V², nearly a straight line from one point to the next: the last
/// two points of a branch give the next. A pinhole adds conductance, and flickers while it opens.</remarks>
/// <param name="settings">The settings.</param>
internal sealed class BreakdownWatch(IvCurveSettings settings)
{
    /// <summary>Points before the noise is compared.</summary>
    private const int FewestScatters = 4;

    /// <summary>A reading is not finer than this part of itself, so that quiet readings are no measure of noise.</summary>
    private const double Resolution = 1e-6;

    private readonly List<double> scatters = [];
    private readonly List<(double Volts, double Siemens)> branch = [];
    private (bool IsParallel, bool IsPositive)? at;
    private bool hasBranchEnded;

    /// <summary>Whether the run is over: nothing more is driven through the junction.</summary>
    public bool HasStopped { get; private set; }

    /// <summary>The watch after the points of a record.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="recorded">The record; <see langword="null"/> for a new run.</param>
    public static BreakdownWatch After(IvCurveSettings settings, IRunData? recorded)
    {
        var watch = new BreakdownWatch(settings);
        for (int i = 0; i < (recorded?.Count ?? 0); i++)
        {
            double Number(Column column) => recorded!.Numbers(column.Name)[i];
            watch.Begin(Number(IvCurveExperiment.ParallelColumn) > 0, Number(IvCurveExperiment.WantedColumn) > 0);
            var finding = (WatchFinding)(int)Number(IvCurveExperiment.WatchColumn);
            watch.Note(
                finding, Number(IvCurveExperiment.VoltageColumn), Number(IvCurveExperiment.CurrentColumn),
                Number(IvCurveExperiment.VoltageScatterColumn));
        }

        return watch;
    }

    /// <summary>Goes to the branch of a point.</summary>
    public void Begin(bool isParallel, bool isPositive)
    {
        if (at != (isParallel, isPositive))
        {
            at = (isParallel, isPositive);
            branch.Clear();
            hasBranchEnded = false;
        }
    }

    /// <summary>Whether a current may be driven.</summary>
    /// <param name="amperes">The current, A.</param>
    public WatchFinding Before(double amperes)
    {
        if (HasStopped)
        {
            return WatchFinding.RunStopped;
        }

        if (hasBranchEnded || branch.Count == 0)
        {
            return hasBranchEnded ? WatchFinding.BranchEnded : WatchFinding.Measured;
        }

        // The resistance of the last point is the largest that the next one can have.
        double volts = Math.Abs(amperes) / branch[^1].Siemens;
        bool isTooMuch = volts > settings.LargestVoltage.Volts
            || (settings.LargestPower is { } power && volts * Math.Abs(amperes) > power.Watts);
        return isTooMuch ? WatchFinding.BranchEnded : WatchFinding.Measured;
    }

    /// <summary>Looks at a point that was measured.</summary>
    /// <param name="volts">Mean voltage, V.</param>
    /// <param name="amperes">Mean current, A.</param>
    /// <param name="scatter">Standard deviation of a reading of the voltage, V.</param>
    public WatchFinding Look(double volts, double amperes, double scatter)
    {
        double usual = scatters.Count >= FewestScatters
            ? scatters.Order().ElementAt(scatters.Count / 2)
            : double.PositiveInfinity;
        return IsDrop(volts, amperes / volts) ? WatchFinding.ResistanceDrop
            : scatter > settings.NoiseStep * Math.Max(usual, Resolution * Math.Abs(volts)) ? WatchFinding.NoiseStep
            : WatchFinding.Measured;
    }

    /// <summary>Keeps a finding in mind.</summary>
    public void Note(WatchFinding finding, double volts, double amperes, double scatter)
    {
        switch (finding)
        {
            case WatchFinding.Measured:
                branch.Add((volts, amperes / volts));
                scatters.Add(scatter);
                break;
            case WatchFinding.BranchEnded or WatchFinding.Compliance:
                hasBranchEnded = true;
                break;
            default:
                HasStopped = true;
                break;
        }
    }

    private bool IsDrop(double volts, double siemens)
    {
        if (branch.Count == 0)
        {
            return false;
        }

        (double lastVolts, double lastSiemens) = branch[^1];
        double expected = lastSiemens;
        if (branch.Count > 1)
        {
            (double beforeVolts, double beforeSiemens) = branch[^2];
            double step = (lastVolts * lastVolts) - (beforeVolts * beforeVolts);
            expected += step == 0
                ? 0
                : (lastSiemens - beforeSiemens) * ((volts * volts) - (lastVolts * lastVolts)) / step;
        }

        return siemens * (1 - settings.ResistanceDrop) > Math.Max(expected, lastSiemens);
    }
}
