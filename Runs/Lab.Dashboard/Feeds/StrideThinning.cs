namespace Lab.Dashboard.Feeds;

/// <summary>Thins a map: every second point is kept, then every fourth, and so on.</summary>
internal sealed class StrideThinning : IThinning
{
    /// <summary>The most points: a map of 200 by 200 is kept whole.</summary>
    public const int MostItems = 40_000;

    private readonly List<SeriesPoint> items = [];
    private long taken;

    /// <inheritdoc/>
    public int Every { get; private set; } = 1;

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public int Settled => items.Count;

    /// <inheritdoc/>
    public bool Add(SeriesPoint point)
    {
        if (taken++ % Every != 0)
        {
            return false;
        }

        bool isFull = items.Count == MostItems;
        if (isFull)
        {
            for (int i = 0; i < MostItems / 2; i++)
            {
                items[i] = items[2 * i];
            }

            items.RemoveRange(MostItems / 2, MostItems / 2);
            Every *= 2; // the point that comes is the next of these: as many came as items times the stride of before
        }

        items.Add(point);
        return isFull;
    }

    /// <inheritdoc/>
    public IEnumerable<SeriesPoint> From(int item) => items.Skip(item);
}
