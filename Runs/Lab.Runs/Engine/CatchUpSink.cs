using Lab.Runs.Records;

namespace Lab.Runs.Engine;

/// <summary>
/// Receives the points of a resumed run on a virtual clock. Twins have no memory of the run that died, so the run is lived
/// through again from its beginning: points that are in the record are compared with it to the last bit, the others are added.
/// </summary>
internal sealed class CatchUpSink(PointStore store, long recorded) : IPointSink
{
    public void Append(long point, double benchSeconds, Row row)
    {
        if (point >= recorded)
        {
            store.Append(point, benchSeconds, row);
        }
        else if (store.Stored.FindDifference(point, benchSeconds, row) is { } difference)
        {
            throw new RunException(
                $"The twins do not give what is recorded ({difference}), so that going on would mix two experiments. "
                + "Resume with the version of Lab and the bench file that the run began with, or start a new run.");
        }
    }

    public void Withdraw(long from, string why)
    {
        if (from < recorded)
        {
            throw new RunException($"{why} Points that are on record would have to be measured again. Resume the run once more.");
        }

        store.Withdraw(from, why);
    }

    public void Mark(PointMark mark)
    {
        if (mark.Point >= recorded)
        {
            store.Mark(mark);
        }
    }
}
