using Lab.Runs.Records;

namespace Lab.Studies.VortexOscillators;

/// <summary>What the parts of a job took: each lap is added to a column.</summary>
/// <param name="clock">Measures.</param>
internal sealed class JobTimes(TimeProvider clock)
{
    private readonly Dictionary<string, double> seconds = [];
    private long began = clock.GetTimestamp();

    /// <summary>Ends a lap.</summary>
    /// <param name="column">What was done in it.</param>
    public void End(Column column)
    {
        long now = clock.GetTimestamp();
        seconds[column.Name] = Of(column) + clock.GetElapsedTime(began, now).TotalSeconds;
        began = now;
    }

    /// <summary>What was done in a column's laps took so many seconds.</summary>
    public double Of(Column column) => seconds.GetValueOrDefault(column.Name);
}
