namespace Lab.Dashboard.Feeds;

/// <summary>Thins an array whose length is known: of as many elements as stand together the lowest and the highest are
/// kept.</summary>
internal sealed class ArrayThinning
{
    /// <summary>The most groups of elements: more than a screen has columns.</summary>
    public const int MostGroups = 2048;

    private readonly (int Low, int High)[] places;
    private readonly (double Low, double High)[] values;

    /// <summary>Room for an array.</summary>
    /// <param name="length">How many elements it has.</param>
    public ArrayThinning(int length)
    {
        Every = Math.Max(1, (int)(((long)length + MostGroups - 1) / MostGroups));
        int groups = (int)(((long)length + Every - 1) / Every);
        places = new (int Low, int High)[groups];
        values = new (double Low, double High)[groups];
        Array.Fill(places, (-1, -1));
    }

    /// <summary>How many elements stand together.</summary>
    public int Every { get; }

    /// <summary>Takes a piece; what goes beyond the length is left out.</summary>
    /// <param name="first">The place of its first element.</param>
    /// <param name="piece">Its values.</param>
    public void Take(int first, ReadOnlySpan<double> piece)
    {
        for (int i = 0; i < piece.Length && (first + i) / Every < places.Length; i++)
        {
            (int place, int group) = (first + i, (first + i) / Every);
            if (places[group].Low < 0 || piece[i] < values[group].Low)
            {
                (places[group].Low, values[group].Low) = (place, piece[i]);
            }

            if (places[group].High < 0 || piece[i] > values[group].High)
            {
                (places[group].High, values[group].High) = (place, piece[i]);
            }
        }
    }

    /// <summary>The elements that are kept, ascending by place.</summary>
    public IReadOnlyList<(int Place, double Value)> Kept()
    {
        List<(int Place, double Value)> kept = [];
        for (int group = 0; group < places.Length && places[group].Low >= 0; group++)
        {
            (int Place, double Value) low = (places[group].Low, values[group].Low);
            (int Place, double Value) high = (places[group].High, values[group].High);
            kept.Add(low.Place <= high.Place ? low : high);
            if (low.Place != high.Place)
            {
                kept.Add(low.Place <= high.Place ? high : low);
            }
        }

        return kept;
    }
}
