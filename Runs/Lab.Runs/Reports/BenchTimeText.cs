using Lab.Quantities;

namespace Lab.Runs.Reports;

/// <summary>Times on a bench as people say them: <c>48 s</c>, <c>3 min 12 s</c>, <c>2 h 05 min</c>.</summary>
public static class BenchTimeText
{
    /// <summary>Writes a time, rounded to whole seconds from a minute on.</summary>
    public static string Format(Duration duration)
    {
        var span = TimeSpan.FromSeconds(Math.Round(duration.Seconds));
        return span.TotalHours >= 1 ? $"{(int)span.TotalHours} h {span.Minutes:00} min"
            : span.TotalMinutes >= 1 ? $"{span.Minutes} min {span.Seconds:00} s"
            : Quantity.Format(duration, significantDigits: 3);
    }
}
