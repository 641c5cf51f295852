using System.Globalization;
using System.Text;
using Lab.Benches.Twins;
using Lab.Runs.Records;

namespace Lab.Endurance.FaultSoak;

/// <summary>How a soak ended.</summary>
/// <param name="Info">The run.</param>
/// <param name="Injected">Faults that the twins produced, by kind.</param>
/// <param name="ExchangesRepeated">Exchanges that were repeated.</param>
/// <param name="PointsMarked">Points that are marked in the record.</param>
/// <param name="FaultsLogged">Warnings in the log.</param>
/// <param name="WrongValues">Recorded values that the twin did not measure at these set-points.</param>
/// <param name="Readings">Readings that the voltmeter's twin took.</param>
/// <param name="Time">How long it took.</param>
public sealed record SoakOutcome(
    RunInfo Info, IReadOnlyDictionary<InjectedFault, long> Injected, long ExchangesRepeated, long PointsMarked, long FaultsLogged,
    long WrongValues, int Readings, TimeSpan Time)
{
    /// <summary>Whether it ended as it should.</summary>
    public bool Holds =>
        Info is { Status: RunStatus.Done, Unsafe.Count: 0 } && Info.Points == Info.PlannedPoints && WrongValues == 0
        && PointsMarked == Info.RetriedPoints && ExchangesRepeated > 0 && FaultsLogged >= ExchangesRepeated
        && Injected.Values.All(count => count > 0);

    /// <summary>The outcome as a table.</summary>
    public string Describe()
    {
        var text = new StringBuilder("| fault soak | |\n| --- | --- |\n");
        void Row(string what, object value) => text.Append(CultureInfo.InvariantCulture, $"| {what} | {value} |\n");
        Row("run", Info.Reason is { } reason ? $"{Info.Status}: {reason}" : Info.Status);
        Row("points recorded", $"{Info.Points} of {Info.PlannedPoints}");
        Row("wrong values recorded", WrongValues);
        Row("readings that the voltmeter's twin took", Readings);
        Row(
            "faults injected",
            $"{Injected.Values.Sum()}: "
                + $"{string.Join(", ", Injected.Select(pair => $"{pair.Key.ToString().ToLowerInvariant()} {pair.Value}"))}");
        Row("exchanges repeated", ExchangesRepeated);
        Row("points marked as retried", PointsMarked);
        Row("faults in the log", FaultsLogged);
        Row("not made safe", Info.Unsafe.Count);
        Row("time", $"{Time.TotalSeconds:F0} s");
        return text.ToString();
    }
}
