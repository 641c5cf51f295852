namespace Lab.Dashboard.Feeds;

/// <summary>Keeps as many points of a series as a screen can show, however many come.</summary>
internal interface IThinning
{
    /// <summary>How many points of the run stand behind one that is kept.</summary>
    int Every { get; }

    /// <summary>How many items are kept; an item is one point or two.</summary>
    int Count { get; }

    /// <summary>How many items will not change any more until the thinning does.</summary>
    int Settled { get; }

    /// <summary>Takes the next point.</summary>
    /// <returns>Whether all items changed, because twice as many points stand behind each from now on.</returns>
    bool Add(SeriesPoint point);

    /// <summary>The points of the items from one on, in the order of the plan.</summary>
    IEnumerable<SeriesPoint> From(int item);
}
