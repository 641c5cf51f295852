using Lab.Quantities;

namespace Lab.Instruments.Drivers.Electromagnets;

/// <summary>The steps of a ramp and the fields that were read on it.</summary>
internal sealed class FieldTrack
{
    private readonly List<(Duration Time, double Moved)> steps = [];
    private readonly List<(double Amperes, double Tesla)> readings = [];

    /// <summary>Takes note of a step.</summary>
    /// <param name="now">When it was made.</param>
    /// <param name="movedAmperes">How far the current has moved with it.</param>
    public void AddStep(Duration now, double movedAmperes) => steps.Add((now, movedAmperes));

    /// <summary>Takes note of a reading.</summary>
    /// <param name="movedTesla">How far the field has moved.</param>
    public void AddReading(double movedTesla) => readings.Add((Math.Abs(steps[^1].Moved), movedTesla));

    /// <summary>How far the current had moved at a time, A.</summary>
    public double MovedAt(Duration time)
    {
        int index = steps.Count - 1;
        while (index >= 0 && steps[index].Time > time)
        {
            index--;
        }

        return index < 0 ? 0 : steps[index].Moved;
    }

    /// <summary>How far the field had moved when the current had moved no further than given; <see langword="null"/> where no
    /// reading was that early.</summary>
    public double? FieldAtMoved(double amperes)
    {
        int index = readings.FindLastIndex(reading => reading.Amperes <= amperes);
        return index < 0 ? null : readings[index].Tesla;
    }
}
