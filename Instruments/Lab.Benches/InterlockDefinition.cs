using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Benches;

/// <summary>A reading that a run watches: outside its window the bench is made safe.</summary>
/// <param name="Name">Its name in the bench file.</param>
/// <param name="Terminal">The terminal that is read.</param>
/// <param name="Reading">The reading that is watched.</param>
/// <param name="Minimum">The smallest allowed value, SI; <see langword="null"/> sets no bound.</param>
/// <param name="Maximum">The largest allowed value, SI; <see langword="null"/> sets no bound.</param>
/// <param name="EndsRun">Whether the run ends; otherwise it pauses until the user continues it.</param>
/// <param name="Every">Time from one reading to the next at the earliest; zero reads before each point.</param>
public sealed record InterlockDefinition(
    string Name, Terminal Terminal, InstrumentReading Reading, double? Minimum, double? Maximum, bool EndsRun, Duration Every)
{
    /// <summary>Whether a value is inside the window; NaN never is.</summary>
    public bool Allows(double value) => !double.IsNaN(value) && !(value < Minimum) && !(value > Maximum);

    /// <summary>The window in words: <c>at least 624 mT and at most 626 mT</c>.</summary>
    public string Window => (Minimum, Maximum) switch
    {
        ({ } minimum, { } maximum) => $"at least {Reading.Show(minimum)} and at most {Reading.Show(maximum)}",
        ({ } minimum, null) => $"at least {Reading.Show(minimum)}",
        (null, { } maximum) => $"at most {Reading.Show(maximum)}",
        _ => "any value",
    };

    /// <summary>The interlock in words, as it stands among the limits of a run.</summary>
    public override string ToString() =>
        $"interlock '{Name}': {Terminal} {Reading.Name} {Window}, or the run {(EndsRun ? "ends" : "pauses")}; "
        + $"read {(Every.Seconds > 0 ? $"every {Every}" : "before each point")}";
}
