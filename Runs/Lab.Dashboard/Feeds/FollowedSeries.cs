using Lab.Dashboard.Views;
using Lab.Runs.Records;

namespace Lab.Dashboard.Feeds;

/// <summary>A series of a run that viewers follow, thinned; all viewers share it.</summary>
/// <param name="folder">The run's folder.</param>
/// <param name="key">The columns.</param>
internal sealed class FollowedSeries(string folder, SeriesKey key)
{
    private const int PartPoints = 10_000;

    private readonly Lock gate = new();
    private readonly string[] columns = [.. key.Columns];
    private readonly Dictionary<(int Generation, int From), byte[]> parts = [];
    private IThinning thinning = New(key);
    private int generation;
    private long points;
    private (long Point, double Seconds)? last;

    /// <summary>Whether all points that were on record at the last look are in it.</summary>
    public bool IsCaughtUp { get; private set; }

    /// <summary>Reads points that came to the record since.</summary>
    /// <param name="most">The most points to read now.</param>
    /// <returns>Whether any came.</returns>
    /// <exception cref="Lab.Runs.RunException">The record cannot be read.</exception>
    public bool Read(int most)
    {
        bool hasNew = false;
        for (int read = 0; read < most;)
        {
            // The last point is read once more: it tells whether points were taken back and measured again.
            RecordedNumbers numbers = RecordedPoints.ReadNumbers(folder, columns, last?.Point ?? 0, PartPoints);
            int start = 0;
            if (last is { } known)
            {
                bool isThere = numbers.Points.Count > 0 && (numbers.Points[0], numbers.BenchSeconds[0]) == known;
                if (!isThere)
                {
                    Restart();
                    return true;
                }

                start = 1;
            }

            Add(numbers, start);
            read += numbers.Points.Count;
            hasNew |= numbers.Points.Count > start;
            if (numbers.Points.Count < PartPoints)
            {
                IsCaughtUp = true;
                return hasNew;
            }
        }

        IsCaughtUp = false;
        return hasNew;
    }

    /// <summary>What a viewer lacks.</summary>
    /// <param name="seen">What the viewer has; updated.</param>
    /// <returns>An event with the rest of the series, or with all of it where the thinning has changed; <see langword="null"/>
    /// where the viewer lacks nothing. Viewers that are as far get the same bytes.</returns>
    public byte[]? PartFor(ref SeriesPlace seen)
    {
        lock (gate)
        {
            bool isSame = seen.Generation == generation && seen.Points == points;
            if (isSame || (points == 0 && seen == SeriesPlace.Nothing))
            {
                return null;
            }

            int from = seen.Generation == generation ? seen.Items : 0;
            seen = new SeriesPlace(generation, thinning.Settled, points);
            if (!parts.TryGetValue((generation, from), out byte[]? part))
            {
                part = ServerEvent.Of("series", PartFrom(from), DashboardJson.Default.SeriesPart);
                parts[(generation, from)] = part;
            }

            return part;
        }
    }

    /// <summary>The whole series as it is now.</summary>
    public SeriesPart Whole()
    {
        lock (gate)
        {
            return PartFrom(0);
        }
    }

    private SeriesPart PartFrom(int item)
    {
        SeriesPoint[] kept = [.. thinning.From(item)];
        return new SeriesPart(
            key.ToString(),
            generation,
            item,
            PointsBefore(item),
            thinning.Every,
            points,
            [.. kept.Select(point => Known(point.X))],
            [.. kept.Select(point => Known(point.Y))],
            key.Z is null ? null : [.. kept.Select(point => Known(point.Z))]);
    }

    // An item is one point or two; the page cuts its arrays there.
    private int PointsBefore(int item) => item == 0 ? 0 : thinning.From(0).Count() - thinning.From(item).Count();

    private static double? Known(double value) => double.IsFinite(value) ? value : null;

    private void Add(RecordedNumbers numbers, int start)
    {
        if (numbers.Points.Count == start)
        {
            return;
        }

        IReadOnlyList<double> x = Of(key.X, numbers);
        IReadOnlyList<double> y = Of(key.Y, numbers);
        IReadOnlyList<double>? z = key.Z is { } column ? Of(column, numbers) : null;
        lock (gate)
        {
            parts.Clear();
            for (int i = start; i < numbers.Points.Count; i++)
            {
                if (thinning.Add(new SeriesPoint(numbers.Points[i], x[i], y[i], z?[i] ?? double.NaN)))
                {
                    generation++;
                }

                points++;
            }

            last = (numbers.Points[^1], numbers.BenchSeconds[^1]);
        }
    }

    private IReadOnlyList<double> Of(string column, RecordedNumbers numbers) => column switch
    {
        SeriesKey.Point => [.. numbers.Points.Select(point => (double)point)],
        SeriesKey.BenchSeconds => numbers.BenchSeconds,
        _ => numbers.Values[Array.IndexOf(columns, column)],
    };

    private void Restart()
    {
        lock (gate)
        {
            thinning = New(key);
            generation++;
            points = 0;
            last = null;
            parts.Clear();
            IsCaughtUp = false;
        }
    }

    private static IThinning New(SeriesKey key) => key.Z is null ? new ExtremesThinning() : new StrideThinning();
}
