using Lab.Runs.Records;

namespace Lab.Runs.Studies;

/// <summary>An item of a study while it is computed.</summary>
/// <param name="index">Its index, from 0.</param>
/// <param name="firstPoint">The first point that is not on record.</param>
/// <param name="threads">Threads that it has for itself.</param>
/// <param name="columns">The columns of each point.</param>
/// <param name="add">Takes the points that are not on record.</param>
public sealed class StudyItem(int index, int firstPoint, int threads, IReadOnlyList<Column> columns, Action<Row> add)
{
    private int points;

    /// <summary>Its index, from 0.</summary>
    public int Index => index;

    /// <summary>The first point that is not on record, from 0. Points before it are computed again where the item cannot be taken
    /// up there, and are not recorded twice.</summary>
    public int FirstPoint => firstPoint;

    /// <summary>Threads that it has for itself; they change no result.</summary>
    public int Threads => threads;

    /// <summary>Adds the next point.</summary>
    /// <param name="fill">Fills every column.</param>
    public void Add(Action<Row> fill)
    {
        ArgumentNullException.ThrowIfNull(fill);
        if (points++ < firstPoint)
        {
            return;
        }

        var row = new Row(columns);
        fill(row);
        row.RequireComplete();
        add(row);
    }

    /// <summary>Leaves out the points that are on record: the item is taken up after them.</summary>
    public void SkipRecorded() => points = Math.Max(points, firstPoint);
}
