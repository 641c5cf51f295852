namespace Lab.Dashboard.Feeds;

/// <summary>Thins a curve: of as many points as stand together the lowest and the highest are kept, so that no spike is
/// lost.</summary>
internal sealed class ExtremesThinning : IThinning
{
    /// <summary>The most items, each with two points: more than a screen has columns.</summary>
    public const int MostItems = 2048;

    private readonly List<Item> items = [];

    /// <inheritdoc/>
    public int Every { get; private set; } = 1;

    /// <inheritdoc/>
    public int Count => items.Count;

    /// <inheritdoc/>
    public int Settled => items.Count > 0 && items[^1].Taken < Every ? items.Count - 1 : items.Count;

    /// <inheritdoc/>
    public bool Add(SeriesPoint point)
    {
        if (items.Count > 0 && items[^1].Taken < Every)
        {
            items[^1] = items[^1].With(new Item(point, point, 1));
            return false;
        }

        bool isFull = items.Count == MostItems;
        if (isFull)
        {
            for (int i = 0; i < MostItems / 2; i++)
            {
                items[i] = items[2 * i].With(items[(2 * i) + 1]);
            }

            items.RemoveRange(MostItems / 2, MostItems / 2);
            Every *= 2;
        }

        items.Add(new Item(point, point, 1));
        return isFull;
    }

    /// <inheritdoc/>
    public IEnumerable<SeriesPoint> From(int item)
    {
        for (int i = item; i < items.Count; i++)
        {
            (SeriesPoint low, SeriesPoint high, _) = items[i];
            yield return low.Point <= high.Point ? low : high;
            if (low.Point != high.Point)
            {
                yield return low.Point <= high.Point ? high : low;
            }
        }
    }

    private readonly record struct Item(SeriesPoint Low, SeriesPoint High, int Taken)
    {
        // A gap counts where there is nothing else.
        public Item With(Item next) => new(
            double.IsNaN(Low.Y) || next.Low.Y < Low.Y ? next.Low : Low,
            double.IsNaN(High.Y) || next.High.Y > High.Y ? next.High : High,
            Taken + next.Taken);
    }
}
