using Lab.Runs.Settings;

namespace Lab.Protocols.Sweeps;

/// <summary>The points of nested axes, the first of which is stepped fastest.</summary>
/// <param name="axes">The axes, from the fastest to the slowest.</param>
internal sealed class SweepGrid(IReadOnlyList<SweepAxis> axes)
{
    /// <summary>The axes, from the fastest to the slowest.</summary>
    public IReadOnlyList<SweepAxis> Axes => axes;

    /// <summary>How many points there are.</summary>
    public int PointCount { get; } = CountOf(axes);

    /// <summary>The step of an axis at a point, and whether its pass goes backwards.</summary>
    /// <param name="point">The point.</param>
    /// <param name="axis">The axis.</param>
    public (int Step, bool IsBackwards) StepAt(int point, int axis)
    {
        int within = point;
        for (int i = 0; i < axis; i++)
        {
            within /= axes[i].Count;
        }

        int step = within % axes[axis].Count;
        bool isBackwards = axes[axis].IsSnake && within / axes[axis].Count % 2 == 1;
        return (isBackwards ? axes[axis].Count - 1 - step : step, isBackwards);
    }

    /// <summary>The value of an axis at a point, in SI units.</summary>
    public double ValueAt(int point, int axis) => axes[axis].ValueAt(StepAt(point, axis).Step);

    /// <summary>The direction of an axis at a point: 1 where its values rise, −1 where they fall.</summary>
    public int DirectionAt(int point, int axis)
    {
        (int step, bool isBackwards) = StepAt(point, axis);
        return axes[axis].DirectionAt(step, isBackwards);
    }

    /// <summary>A point in words: <c>346 MHz, 625 mT</c>.</summary>
    public string Describe(int point) => string.Join(
        ", ",
        axes.Select(
            (axis, i) =>
                axis.Channel.Channel.Show(ValueAt(point, i))
                    + (!axis.HasDirection ? string.Empty : DirectionAt(point, i) > 0 ? " (rising)" : " (falling)")));

    private static int CountOf(IReadOnlyList<SweepAxis> axes)
    {
        double product = axes.Aggregate(1.0, (count, axis) => count * axis.Count);
        return product <= SettingsBinder.MaximumPoints
            ? (int)product
            : throw new SettingsException(
                $"The axes have {string.Join(" times ", axes.Select(axis => $"{axis.Count} ({axis.Channel.Name})"))}, "
                    + $"{product:0} points; a run has at most {SettingsBinder.MaximumPoints}. Take fewer values.");
    }
}
